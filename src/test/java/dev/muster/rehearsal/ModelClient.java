package dev.muster.rehearsal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.CompletableFuture;

/** A plain HTTP client with the keys and paths of the three protocols. */
final class ModelClient {
  static final String KEY = "rehearsal-key-1";
  private static final ObjectMapper JSON = new ObjectMapper();
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final String url;

  ModelClient(String url) {
    this.url = url;
  }

  HttpRequest.Builder anthropic(String body) {
    return post("/anthropic/v1/messages", body)
        .header("x-api-key", KEY)
        .header("anthropic-version", "2023-06-01");
  }

  HttpRequest.Builder openai(String body) {
    return post("/openai/v1/chat/completions", body).header("Authorization", "Bearer " + KEY);
  }

  HttpRequest.Builder gemini(String model, String body) {
    return post("/gemini/v1beta/models/" + model + ":generateContent", body)
        .header("x-goog-api-key", KEY);
  }

  HttpRequest.Builder post(String path, String body) {
    return HttpRequest.newBuilder(URI.create(url + path))
        .header("Content-Type", "application/json")
        .POST(HttpRequest.BodyPublishers.ofString(body));
  }

  HttpResponse<String> send(HttpRequest.Builder request) {
    try {
      return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  CompletableFuture<HttpResponse<String>> sendAsync(HttpRequest.Builder request) {
    return http.sendAsync(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  JsonNode json(HttpRequest.Builder request) {
    return json(send(request).body());
  }

  static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (IOException e) {
      throw new IllegalStateException(text, e);
    }
  }

  /** The shortest chat request for a marker. */
  static String chat(String model, String role, String task) {
    return """
        {"model": "%s", "messages": [{"role": "user", "content": "Do it.\\n[muster role=%s task=%s]"}]}
        """
        .formatted(model, role, task);
  }
}
