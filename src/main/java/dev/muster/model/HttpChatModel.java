package dev.muster.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.muster.plan.Model;
import dev.muster.secret.Secrets;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import okhttp3.Call;
import okhttp3.OkHttpClient;
import okhttp3.Request;

/** Models over HTTP: one request per call, whatever happens. */
final class HttpChatModel implements ChatModel, AutoCloseable {
  private final OkHttpClient http;
  private final Wires wires;
  private final Failures failures;
  private final ModelRequests requests;
  private final Secrets secrets;
  private final ObjectMapper json;
  private final ModelSettings settings;

  HttpChatModel(
      Wires wires, Secrets secrets, ObjectMapper json, ModelSettings settings, Clock clock) {
    this.wires = wires;
    this.secrets = secrets;
    this.failures = new Failures(secrets, clock);
    this.requests = new ModelRequests(secrets, failures);
    this.json = json;
    this.settings = settings;
    this.http = ModelRequests.client(settings, settings.maxCalls());
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
    return new AnswerReader(wire, request, json, settings.answerBytes(), secrets);
  }

  private Wire wire(Model model) {
    try {
      return wires.of(model);
    } catch (IllegalStateException e) {
      throw failures.unsendable(model, e.getMessage());
    }
  }

  private Request write(Wire wire, long attempt, ChatRequest request) {
    return requests.post(
        wire, request.model(), request.streamed(), attempt, bytes(wire, request), Map.of());
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
