package dev.muster.agent;

import dev.muster.secret.Secrets;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.springframework.stereotype.Component;

/** Reads what an adopted agent reports; nothing there is "not reported", never done. */
@Component
class Watches {
  static final String NOT_REPORTED = "not reported";
  private static final int LONGEST = 300;
  private static final int MOST_BYTES = 4 * (LONGEST + 1);
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private final Secrets secrets;
  private final HttpClient http = HttpClient.newBuilder().connectTimeout(PATIENCE).build();

  Watches(Secrets secrets) {
    this.secrets = secrets;
  }

  String read(String watch) {
    if (watch == null || !secrets.missing(watch).isEmpty()) {
      return NOT_REPORTED;
    }
    var place = secrets.resolve(watch);
    try {
      var text = place.startsWith("http") ? get(place) : file(place);
      return text.isBlank() ? NOT_REPORTED : cut(text.strip());
    } catch (IOException | IllegalArgumentException e) {
      // Nothing there, or a place that is none: a person sees that nothing is known.
      return NOT_REPORTED;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return NOT_REPORTED;
    }
  }

  private String get(String url) throws IOException, InterruptedException {
    var request = HttpRequest.newBuilder(URI.create(url)).timeout(PATIENCE).GET().build();
    var answer = http.send(request, HttpResponse.BodyHandlers.ofInputStream());
    try (var body = answer.body()) {
      return answer.statusCode() == 200 ? beginning(body) : "";
    }
  }

  private static String file(String path) throws IOException {
    var home = System.getProperty("user.home");
    var file = Path.of(path.equals("~") || path.startsWith("~/") ? home + path.substring(1) : path);
    if (!Files.isRegularFile(file)) {
      return "";
    }
    try (var content = Files.newInputStream(file)) {
      return beginning(content);
    }
  }

  /** No more is read than is shown: what lies there may be large. */
  private static String beginning(InputStream in) throws IOException {
    return new String(in.readNBytes(MOST_BYTES), StandardCharsets.UTF_8);
  }

  private static String cut(String text) {
    return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + " ...";
  }
}
