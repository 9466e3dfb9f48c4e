package dev.muster.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.muster.ledger.Ledger;
import dev.muster.ledger.Opening;
import dev.muster.model.ModelFailure.Kind;
import dev.muster.model.PaidCalls.PaidCall;
import dev.muster.secret.Secrets;
import dev.muster.threads.Threads;
import java.time.Clock;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import okhttp3.OkHttpClient;

/** Law 1's order for calls that are passed on: what is on the wire is in the ledger before. */
final class LedgeredForwards implements ForwardedCalls, AutoCloseable {
  private final Ledger ledger;
  private final ObjectMapper json;
  private final ModelSettings settings;
  private final Wires wires;
  private final Secrets secrets;
  private final Failures failures;
  private final ModelRequests requests;
  private final CallRequests reservations;
  private final Clock clock;
  private final ExecutorService threads;
  private final Settling settling;
  private final OkHttpClient http;
  private final Admission admission;
  private final Outcomes outcomes;
  private final CallMeter meter;
  private final Set<Forwarding> underWay = ConcurrentHashMap.newKeySet();

  LedgeredForwards(
      Ledger ledger,
      Wires wires,
      Secrets secrets,
      ObjectMapper json,
      ModelSettings settings,
      Clock clock,
      Admission admission,
      Outcomes outcomes,
      CallMeter meter) {
    this.meter = meter;
    this.admission = admission;
    this.outcomes = outcomes;
    this.ledger = ledger;
    this.json = json;
    this.settings = settings;
    this.wires = wires;
    this.secrets = secrets;
    this.failures = new Failures(secrets, clock);
    this.requests = new ModelRequests(secrets, failures);
    this.reservations = new CallRequests(clock);
    this.clock = clock;
    this.threads = Threads.pool("forward-ledger", settings.ledgerThreads());
    this.settling = new Settling(ledger, json, settings.storeAgainAfter(), threads);
    this.http = ModelRequests.client(settings, settings.maxForwarded());
  }

  @Override
  public Passing forward(Forward call, Receiver to) {
    var body = ForwardedBody.of(call);
    var forwarding = new Forwarding(call, to, paid(call), body, admission::cancel);
    underWay.add(forwarding);
    forwarding
        .settled()
        .whenComplete(
            (end, never) -> {
              underWay.remove(forwarding);
              if (forwarding.sent()) {
                admission.leave(forwarding.paid(), null);
              } else {
                admission.unused(forwarding.paid());
              }
            });
    if (underWay.size() > settings.maxForwarded()) {
      forwarding.failed(
          ModelFailure.full(settings.maxForwarded() + " calls are under way already"));
    } else {
      threads.execute(() -> enter(forwarding));
    }
    return forwarding;
  }

  private static PaidCall paid(Forward call) {
    return new PaidCall(
        call.taskId(),
        call.deploymentId(),
        call.purpose(),
        call.runId(),
        call.budgetPath(),
        call.agent(),
        call.arm(),
        call.price(),
        call.maxInputTokens(),
        ForwardedBody.standIn(call));
  }

  /** In the same line as the calls that Muster makes itself. */
  private void enter(Forwarding forwarding) {
    if (forwarding.call().model().limits() == null) {
      open(forwarding);
      return;
    }
    try {
      var body = forwarding.body();
      var input = InputLimit.of(body, bytes(body).length);
      var turn = admission.enter(forwarding.paid(), input).toCompletableFuture();
      // Whose turn it is at once needs no other thread: each costs the caller time.
      Executor on = turn.isDone() ? Runnable::run : threads;
      turn.whenCompleteAsync((go, lost) -> entered(forwarding, lost), on);
    } catch (RuntimeException e) {
      forwarding.failed(e);
    }
  }

  private void entered(Forwarding forwarding, Throwable lost) {
    if (lost == null) {
      open(forwarding);
    } else {
      forwarding.failed(lost);
    }
  }

  private void open(Forwarding forwarding) {
    try {
      var body = bytes(forwarding.body());
      var limit = InputLimit.of(forwarding.body(), body.length);
      // What is too long is told first: no waiting mends it.
      var request = reservations.of(forwarding.paid(), limit);
      var pause = outcomes.knownPause(forwarding.call().model());
      if (pause.isPresent()) {
        forwarding.failed(pause.get());
        return;
      }
      var opening = ledger.open(request);
      if (opening instanceof Opening.Send send) {
        send(forwarding, send, body);
      } else {
        forwarding.failed(new IllegalStateException("a forwarded call was stored before"));
      }
    } catch (RuntimeException e) {
      forwarding.failed(e);
    }
  }

  private void send(Forwarding forwarding, Opening.Send send, byte[] body) {
    var call = forwarding.call();
    var now = clock.instant();
    try {
      var wire = wires.of(call.model());
      var request =
          requests.post(
              wire, call.model(), call.streamed(), send.attemptId(), body, call.headers());
      var http = this.http.newCall(request);
      http.timeout().timeout(call.timeout().toMillis(), TimeUnit.MILLISECONDS);
      var passage = passage(wire, forwarding, send, now);
      if (!forwarding.send(http, passage)) {
        var late = new ModelFailure(Kind.CANCELLED, null, null, "cancelled before it was sent");
        settle(forwarding, send, now, null, new Ending(false, late));
      }
    } catch (RuntimeException e) {
      var known = e instanceof ModelFailure;
      var why = known ? e : new ModelFailure(Kind.INCIDENT, null, null, "could not be sent: " + e);
      settle(forwarding, send, now, null, new Ending(false, why));
    }
  }

  private Passage passage(Wire wire, Forwarding forwarding, Opening.Send send, Instant now) {
    var measured = meter.begins(forwarding.paid(), send);
    return new Passage(
        wire,
        forwarding.paid().request(),
        forwarding.to(),
        failures,
        secrets,
        json,
        settings.answerBytes(),
        (answer, end) -> {
          measured.ended(answer, answer == null ? end.why() : null);
          threads.execute(() -> settle(forwarding, send, now, answer, end));
        });
  }

  private byte[] bytes(ObjectNode body) {
    try {
      return json.writeValueAsBytes(body);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a request cannot be written: " + e.getOriginalMessage());
    }
  }

  /** The ledger's word first: who hears of the end may look there at once. */
  private void settle(
      Forwarding forwarding, Opening.Send send, Instant sentAt, ChatAnswer answer, Ending end) {
    var kept = answer == null || forwarding.call().keepAnswer() ? answer : answer.figures();
    settling
        .settle(forwarding.paid(), send, kept, answer == null ? end.why() : null)
        .whenComplete(
            (paid, problem) -> {
              heard(forwarding, sentAt, answer, end);
              forwarding.ended(end);
            });
  }

  private void heard(Forwarding forwarding, Instant sentAt, ChatAnswer answer, Ending end) {
    if (answer != null) {
      outcomes.answered(forwarding.call().model(), sentAt, answer.limitedUntil());
    } else if (end.why() instanceof ModelFailure failure) {
      outcomes.failed(forwarding.call().model(), failure);
    }
    if (answer != null) {
      admission.leave(forwarding.paid(), answer.usage());
    }
  }

  /** Cancels what is under way, so that the ledger says UNKNOWN before the database goes. */
  @Override
  public void close() {
    var ends = underWay.stream().map(f -> f.settled().toCompletableFuture()).toList();
    underWay.forEach(forwarding -> forwarding.cancel("Muster stopped"));
    Goodbye.to(ends.stream());
    threads.shutdown();
    http.dispatcher().executorService().shutdown();
    http.connectionPool().evictAll();
  }
}
