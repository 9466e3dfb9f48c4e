package dev.muster.toolbelt;

import static dev.muster.toolbelt.Parameters.object;
import static dev.muster.toolbelt.Parameters.text;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.muster.secret.Secrets;
import dev.muster.toolbelt.RunContexts.RunContext;
import dev.muster.toolbelt.Tool.Effect;
import java.io.IOException;
import java.net.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Request;

/** Operations of services on this machine, as their OpenAPI documents declare them. */
final class ApisServer implements ToolServer {
  private static final int MOST_DOCUMENT_BYTES = 4 << 20;
  private static final Duration LIMIT = Duration.ofSeconds(20);
  private final Secrets secrets;
  private final ObjectMapper json;
  private final OkHttpClient http =
      new OkHttpClient.Builder()
          .proxy(Proxy.NO_PROXY)
          .callTimeout(LIMIT)
          .followRedirects(false)
          .retryOnConnectionFailure(false)
          .connectionPool(HttpText.noneKept())
          .build();

  ApisServer(Secrets secrets, ObjectMapper json) {
    this.secrets = secrets;
    this.json = json;
  }

  @Override
  public String name() {
    return "apis";
  }

  @Override
  public List<Tool> tools() {
    return List.of(
        new Tool(
            "operations",
            "The operations of the allowed services: id, method, summary, parameters.",
            Parameters.of(),
            Effect.READS,
            this::operations),
        new Tool(
            "call",
            "Calls one operation. Arguments by parameter name; the body is the argument \"body\","
                + " or whatever is no parameter.",
            Parameters.of(
                text("operation_id", "an id from operations"),
                object("arguments", "by name").optional()),
            Effect.ACTS,
            this::call));
  }

  private String operations(RunContext run, Arguments arguments) {
    var all = all(run);
    return all.isEmpty()
        ? "no services are allowed"
        : all.stream().map(ApiOperation::shown).collect(Collectors.joining("\n"));
  }

  private String call(RunContext run, Arguments arguments) {
    var wanted = arguments.text("operation_id");
    var found = all(run).stream().filter(operation -> operation.isCalled(wanted)).toList();
    if (found.size() != 1) {
      throw new ToolFailed(
          found.isEmpty()
              ? "no operation " + wanted
              : wanted + " is ambiguous: write service.operation");
    }
    var request = new ApiCall(found.get(0), json).request(arguments.object("arguments"));
    try (var response = http.newCall(request).execute()) {
      return HttpText.of(response, run.limits().outputBytes());
    } catch (IOException unreachable) {
      throw HttpText.noAnswer(request.url(), unreachable);
    }
  }

  private List<ApiOperation> all(RunContext run) {
    var all = new ArrayList<ApiOperation>();
    for (var api : run.limits().apis().entrySet()) {
      var url = Loopback.checked(secrets.resolve(api.getValue()));
      all.addAll(new ApiDocument(api.getKey(), url, json).operations(read(url)));
    }
    return all;
  }

  private String read(HttpUrl url) {
    try (var response = http.newCall(new Request.Builder().url(url).build()).execute()) {
      var source = response.body().source();
      if (!response.isSuccessful() || source.request(MOST_DOCUMENT_BYTES)) {
        throw new ToolFailed("cannot read " + url + ": HTTP " + response.code());
      }
      return source.readUtf8();
    } catch (IOException unreachable) {
      throw HttpText.noAnswer(url, unreachable);
    }
  }
}
