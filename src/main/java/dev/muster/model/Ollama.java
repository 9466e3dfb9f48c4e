package dev.muster.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.muster.model.ModelState.Shelf;
import dev.muster.plan.Model;
import dev.muster.secret.SecretMissing;
import dev.muster.secret.Secrets;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import okhttp3.HttpUrl;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;

/**
 * Ollama's own API beside the compatible one: what is pulled ({@code /api/tags}), what is in memory
 * ({@code /api/ps}), and how long loading takes ({@code load_duration} of a generation without a
 * prompt, which only loads).
 */
final class Ollama {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration LOOK = Duration.ofSeconds(5);
  private static final Duration LOAD = Duration.ofMinutes(5);
  private static final int MOST_BYTES = 1_048_576;
  private final Secrets secrets;
  private final OkHttpClient http =
      new OkHttpClient.Builder()
          .retryOnConnectionFailure(false)
          .followRedirects(false)
          .readTimeout(0, TimeUnit.MILLISECONDS)
          .build();

  Ollama(Secrets secrets) {
    this.secrets = secrets;
  }

  /** Blocks on the network, for seconds; for minutes where a model is loaded. */
  Shelf shelf(Model model, boolean load) {
    try {
      var root = root(model);
      var pulled = find(get(root, "api/tags"), model.id());
      if (pulled == null) {
        return new Shelf(false, null, null, null, null, null);
      }
      Long took = load ? load(root, model) : null;
      var loaded = find(get(root, "api/ps"), model.id());
      var until = loaded == null ? null : instant(loaded.path("expires_at").asText());
      var window = loaded == null ? null : window(loaded);
      return new Shelf(true, pulled.path("size").asLong(), until, window, took, null);
    } catch (IOException | SecretMissing | IllegalArgumentException e) {
      return new Shelf(
          false, null, null, null, null, secrets.redact(String.valueOf(e.getMessage())));
    }
  }

  /**
   * What speaks against a model that is in memory now: a window smaller than the plan's {@code
   * maxInputTokens}, which Ollama's compatible API does not take from the caller, and beyond which
   * it may cut the conversation without a word. Empty where it does not say. Blocks for seconds.
   */
  Optional<String> tooSmall(Model model) {
    try {
      var loaded = find(get(root(model), "api/ps"), model.id());
      return loaded == null ? Optional.empty() : tooSmall(model, window(loaded));
    } catch (IOException | SecretMissing | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  static Optional<String> tooSmall(Model model, Integer window) {
    return window == null || window >= model.maxInputTokens()
        ? Optional.empty()
        : Optional.of(
            ("Ollama holds it with %d tokens of context, the plan says maxInputTokens: %d, and"
                    + " what is longer may be cut without a word: set OLLAMA_CONTEXT_LENGTH of the"
                    + " server or num_ctx in its Modelfile, or lower maxInputTokens")
                .formatted(window, model.maxInputTokens()));
  }

  /** Null where a release does not say it. */
  private static Integer window(JsonNode loaded) {
    int window = loaded.path("context_length").asInt();
    return window > 0 ? window : null;
  }

  /** The compatible API lies under /v1, its own under /api. */
  private HttpUrl root(Model model) {
    var base = HttpUrl.parse(secrets.resolve(model.baseUrl()).replaceFirst("/v1/?$", "/"));
    if (base == null) {
      throw new IllegalArgumentException("baseUrl " + model.baseUrl() + " is no http(s) address");
    }
    return base;
  }

  /** A name without a tag is the latest. */
  private static JsonNode find(JsonNode answer, String id) {
    var wanted = id.contains(":") ? id : id + ":latest";
    for (var model : answer.path("models")) {
      if (wanted.equals(model.path("name").asText())
          || wanted.equals(model.path("model").asText())) {
        return model;
      }
    }
    return null;
  }

  private JsonNode get(HttpUrl root, String path) throws IOException {
    return send(new Request.Builder().url(root.newBuilder().addPathSegments(path).build()), LOOK);
  }

  /** Its own figure where it gives one, else the clock's. */
  private Long load(HttpUrl root, Model model) throws IOException {
    var body = JSON.createObjectNode().put("model", model.id()).put("stream", false).toString();
    var start = System.nanoTime();
    var answer =
        send(
            new Request.Builder()
                .url(root.newBuilder().addPathSegments("api/generate").build())
                .post(RequestBody.create(body, MediaType.get("application/json"))),
            LOAD);
    var nanos = answer.path("load_duration").asLong(System.nanoTime() - start);
    return TimeUnit.NANOSECONDS.toMillis(nanos);
  }

  private JsonNode send(Request.Builder request, Duration longest) throws IOException {
    var call = http.newCall(request.build());
    call.timeout().timeout(longest.toMillis(), TimeUnit.MILLISECONDS);
    try (var response = call.execute()) {
      if (!response.isSuccessful()) {
        throw new IOException(
            call.request().url().encodedPath() + " answers HTTP " + response.code());
      }
      return JSON.readTree(response.body().byteStream().readNBytes(MOST_BYTES));
    }
  }

  private static Instant instant(String text) {
    try {
      return OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeException e) {
      return null;
    }
  }

  void close() {
    http.dispatcher().executorService().shutdown();
    http.connectionPool().evictAll();
  }
}
