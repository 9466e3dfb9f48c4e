package dev.muster.toolbelt;

import static dev.muster.toolbelt.Parameters.text;

import dev.muster.secret.Secrets;
import dev.muster.toolbelt.RunContexts.RunContext;
import dev.muster.toolbelt.Tool.Effect;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;

/** GET of pages that the plan allows. */
final class WebServer implements ToolServer {
  private static final Duration LIMIT = Duration.ofSeconds(20);
  private static final int MOST_REDIRECTS = 5;
  private final Secrets secrets;
  private final OkHttpClient http =
      new OkHttpClient.Builder()
          .callTimeout(LIMIT)
          .followRedirects(false)
          .retryOnConnectionFailure(false)
          .connectionPool(HttpText.noneKept())
          .build();

  WebServer(Secrets secrets) {
    this.secrets = secrets;
  }

  @Override
  public String name() {
    return "web";
  }

  @Override
  public List<Tool> tools() {
    return List.of(
        new Tool(
            "get",
            "Reads a text page by GET; only addresses that the plan allows.",
            Parameters.of(text("url", "an absolute http or https address")),
            Effect.READS,
            this::get));
  }

  /** Places are resolved in the url too: a model cannot know this node's ports. */
  private String get(RunContext run, Arguments arguments) {
    var allowed = new WebAllowList(run.limits().webAllow().stream().map(secrets::resolve).toList());
    var url = allowed.checked(secrets.resolvePlaces(arguments.text("url")));
    for (var hop = 0; hop <= MOST_REDIRECTS; hop++) {
      try (var response = http.newCall(new Request.Builder().url(url).build()).execute()) {
        if (!response.isRedirect()) {
          return HttpText.of(response, run.limits().outputBytes());
        }
        url = allowed.checked(target(url, response));
      } catch (IOException unreachable) {
        throw HttpText.noAnswer(url, unreachable);
      }
    }
    throw new ToolFailed("more than " + MOST_REDIRECTS + " redirects");
  }

  private static String target(HttpUrl from, Response response) {
    var target = from.resolve(String.valueOf(response.header("Location")));
    if (target == null) {
      throw new ToolFailed("HTTP " + response.code() + " to an address that cannot be read");
    }
    return target.toString();
  }
}
