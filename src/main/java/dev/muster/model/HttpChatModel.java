package dev.muster.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.muster.plan.Model;
import dev.muster.secret.SecretMissing;
import dev.muster.secret.Secrets;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import okhttp3.Call;
import okhttp3.ConnectionPool;
import okhttp3.Dispatcher;
import okhttp3.Headers;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Request;

/** Models over HTTP: one request per call, whatever happens. */
final class HttpChatModel implements ChatModel, AutoCloseable {
  private static final int IDLE_CONNECTIONS = 32;
  private static final long IDLE_SECONDS = 30;
  private static final String ATTEMPT = "X-Muster-Attempt";
  private final OkHttpClient http;
  private final Wires wires;
  private final Secrets secrets;
  private final Failures failures;
  private final ObjectMapper json;
  private final ModelSettings settings;

  HttpChatModel(
      Wires wires, Secrets secrets, ObjectMapper json, ModelSettings settings, Clock clock) {
    this.wires = wires;
    this.secrets = secrets;
    this.failures = new Failures(secrets, clock);
    this.json = json;
    this.settings = settings;
    this.http = client(settings);
  }

  /** Only the call's own time-out ends it: a model may think for minutes without a byte. */
  private static OkHttpClient client(ModelSettings settings) {
    var dispatcher = new Dispatcher(CallThreads.atMost(settings.maxCalls()));
    dispatcher.setMaxRequests(settings.maxCalls());
    dispatcher.setMaxRequestsPerHost(settings.maxCalls());
    return new OkHttpClient.Builder()
        .dispatcher(dispatcher)
        .connectionPool(new ConnectionPool(IDLE_CONNECTIONS, IDLE_SECONDS, TimeUnit.SECONDS))
        .connectTimeout(settings.connectTimeout())
        .readTimeout(0, TimeUnit.MILLISECONDS)
        .writeTimeout(0, TimeUnit.MILLISECONDS)
        .retryOnConnectionFailure(false)
        .followRedirects(false)
        .followSslRedirects(false)
        .eventListener(new Sent.Watch())
        .build();
  }

  @Override
  public CompletionStage<ChatAnswer> chat(long attempt, ChatRequest request) {
    try {
      var wire = wire(request.model());
      var call = http.newCall(write(wire, attempt, request));
      call.timeout().timeout(request.timeout().toMillis(), TimeUnit.MILLISECONDS);
      var flight = new Flight(call, failures, request.model(), reader(wire, request));
      call.enqueue(flight);
      return flight.answer();
    } catch (ModelFailure e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private AnswerReader reader(Wire wire, ChatRequest request) {
    return new AnswerReader(wire, request, json, settings.answerBytes());
  }

  private Wire wire(Model model) {
    try {
      return wires.of(model);
    } catch (IllegalStateException e) {
      throw failures.unsendable(model, e.getMessage());
    }
  }

  private Request write(Wire wire, long attempt, ChatRequest request) {
    var model = request.model();
    try {
      var key = model.apiKey() == null ? null : secrets.resolve(model.apiKey());
      return new Request.Builder()
          .url(
              request.streamed()
                  ? wire.streamUrl(base(model), model)
                  : wire.url(base(model), model))
          .headers(headers(wire, model, key))
          .header(ATTEMPT, Long.toString(attempt))
          .tag(Sent.class, new Sent())
          .post(new OnceBody(bytes(wire, request)))
          .build();
    } catch (SecretMissing e) {
      throw failures.unsendable(model, e.getMessage());
    }
  }

  private Headers headers(Wire wire, Model model, String key) {
    try {
      return Headers.of(wire.headers(key));
    } catch (IllegalArgumentException e) {
      // Its message quotes the header, that is the key.
      throw failures.unsendable(model, "its key holds characters that no header can carry");
    }
  }

  private HttpUrl base(Model model) {
    var base = HttpUrl.parse(secrets.resolve(model.baseUrl()));
    if (base == null) {
      throw failures.unsendable(model, "baseUrl " + model.baseUrl() + " is no http(s) address");
    }
    return base;
  }

  private byte[] bytes(Wire wire, ChatRequest request) {
    try {
      return json.writeValueAsString(wire.body(request)).getBytes(StandardCharsets.UTF_8);
    } catch (JsonProcessingException e) {
      throw failures.unsendable(request.model(), "its request cannot be written as JSON");
    }
  }

  /** Cancels what is on the wire and lets the threads go. */
  @Override
  public void close() {
    http.dispatcher().runningCalls().forEach(Call::cancel);
    http.dispatcher().queuedCalls().forEach(Call::cancel);
    http.dispatcher().executorService().shutdown();
    http.connectionPool().evictAll();
  }
}
