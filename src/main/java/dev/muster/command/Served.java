package dev.muster.command;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.muster.secret.SecretsFile;
import dev.muster.store.DataFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A Muster that runs on this data folder, asked over its API as one of its users. The login is a
 * file of mode 0600: words of a command line are seen by everybody on the machine.
 */
record Served(String url, String user, String password) {
  private static final String ADDRESS = "address";
  private static final HttpClient HTTP =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10)).build();

  /** A probe of many slow servers takes its time; Muster's own requests may take as long. */
  static final Duration LONGEST = Duration.ofMinutes(10);

  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .addModule(new JavaTimeModule())
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build();

  /** Notes where this Muster listens, for commands that find the data folder held. */
  static void announce(DataFolder data, String url) {
    data.file(ADDRESS, url + "\n").toFile().deleteOnExit();
  }

  /**
   * Forgets where a Muster listened that was killed: a login must never be sent to whatever listens
   * there now. For who holds the folder's lock.
   */
  static void forget(DataFolder data) {
    try {
      Files.deleteIfExists(data.resolve(ADDRESS));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot forget the address in " + data.root(), e);
    }
  }

  static Served at(DataFolder data) {
    var login = data.resolve("login");
    var url = address(data.resolve(ADDRESS));
    var file = SecretsFile.at(login);
    var user = file.find("MUSTER_USER");
    var password = file.find("MUSTER_PASSWORD");
    if (user.isEmpty() || password.isEmpty()) {
      throw new IllegalArgumentException(
          "Muster runs at "
              + url
              + ": write an operator's MUSTER_USER=... and MUSTER_PASSWORD=... into "
              + login
              + " (mode 0600) to ask it, or stop it");
    }
    return new Served(url, user.get(), password.get());
  }

  private static String address(Path file) {
    try {
      return Files.readString(file).strip();
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "Another Muster is using the data folder "
              + file.getParent()
              + " and serves nobody: a rehearsal, a backup or another command. Wait until it ends, or"
              + " stop it",
          e);
    }
  }

  <T> T get(String path, Map<String, String> query, TypeReference<T> type) {
    return send(request(path, query).GET().build(), type);
  }

  <T> T post(String path, Map<String, String> query, TypeReference<T> type) {
    return send(request(path, query).POST(BodyPublishers.noBody()).build(), type);
  }

  <T> T post(String path, Map<String, String> query, String text, TypeReference<T> type) {
    var request = request(path, query).header("Content-Type", "text/plain; charset=utf-8");
    return send(request.POST(BodyPublishers.ofString(text)).build(), type);
  }

  private HttpRequest.Builder request(String path, Map<String, String> query) {
    var words =
        query.entrySet().stream()
            .filter(e -> e.getValue() != null)
            .map(e -> e.getKey() + "=" + URLEncoder.encode(e.getValue(), StandardCharsets.UTF_8))
            .collect(Collectors.joining("&"));
    var login = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
    return HttpRequest.newBuilder(URI.create(url + path + (words.isEmpty() ? "" : "?" + words)))
        .timeout(LONGEST)
        .header("Authorization", "Basic " + Base64.getEncoder().encodeToString(login));
  }

  private <T> T send(HttpRequest request, TypeReference<T> type) {
    try {
      var answer = HTTP.send(request, BodyHandlers.ofString());
      if (answer.statusCode() >= 300) {
        throw refused(answer);
      }
      return JSON.readValue(answer.body(), type);
    } catch (IOException e) {
      throw new IllegalStateException("Muster at " + url + " did not answer: " + e, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  private RuntimeException refused(HttpResponse<String> answer) throws IOException {
    int status = answer.statusCode();
    if (status == 401) {
      return new IllegalArgumentException(
          "Muster at " + url + " does not know this login of " + user + ": mend the login file");
    }
    var said = JSON.readTree(answer.body()).path("detail").asText("status " + status);
    return status >= 500 ? new IllegalStateException(said) : new IllegalArgumentException(said);
  }
}
