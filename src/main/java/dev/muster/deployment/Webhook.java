package dev.muster.deployment;

import jakarta.annotation.PreDestroy;
import java.io.IOException;
import java.time.Duration;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import org.springframework.stereotype.Component;

/** One HTTP POST to a webhook, with a short time-out; it never goes where an answer sends it. */
@Component
class Webhook {
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final MediaType JSON = MediaType.get("application/json");
  private final OkHttpClient http =
      new OkHttpClient.Builder()
          .callTimeout(PATIENCE)
          .retryOnConnectionFailure(false)
          .followRedirects(false)
          .followSslRedirects(false)
          .build();

  /** The status of the answer. */
  int post(String url, String json) throws IOException {
    var request = new Request.Builder().url(url).post(RequestBody.create(json, JSON)).build();
    try (var answer = http.newCall(request).execute()) {
      return answer.code();
    }
  }

  @PreDestroy
  void close() {
    http.connectionPool().evictAll();
  }
}
