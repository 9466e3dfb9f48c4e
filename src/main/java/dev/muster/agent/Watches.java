package dev.muster.agent;

import dev.muster.secret.Secrets;
import java.io.IOException;
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
  private static final String NOT_REPORTED = "not reported";
  private static final int LONGEST = 300;
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
    var answer = http.send(request, HttpResponse.BodyHandlers.ofString());
    return answer.statusCode() == 200 ? answer.body() : "";
  }

  private static String file(String path) throws IOException {
    var file = Path.of(path);
    return Files.isRegularFile(file) ? Files.readString(file, StandardCharsets.UTF_8) : "";
  }

  private static String cut(String text) {
    return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + " ...";
  }
}
