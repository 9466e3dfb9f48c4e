package dev.muster.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.muster.ledger.Ledger;
import dev.muster.ledger.Opening;
import dev.muster.model.ModelFailure.Kind;
import dev.muster.threads.Threads;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutorService;

/**
 * Law 1's order: reserve and SENDING, committed; send; store, committed; only then is the caller
 * told. A task whose call is under way here is never sent a second time.
 */
final class LedgeredCalls implements PaidCalls, AutoCloseable {
  private final Ledger ledger;
  private final ChatModel models;
  private final ObjectMapper json;
  private final int maxWaiting;
  private final CallRequests requests;
  private final Clock clock;
  private final ExecutorService threads;
  private final Settling settling;
  private final ConcurrentMap<String, Waiting> underWay = new ConcurrentHashMap<>();
  private final CancelledTasks cancelled = new CancelledTasks();
  private final Admission admission;
  private final Outcomes outcomes;
  private final CallMeter meter;

  /** Without limits, and nobody hears how calls end. */
  LedgeredCalls(
      Ledger ledger, ChatModel models, ObjectMapper json, ModelSettings settings, Clock clock) {
    this(ledger, models, json, settings, clock, Admission.OPEN, Outcomes.UNHEARD, CallMeter.IDLE);
  }

  LedgeredCalls(
      Ledger ledger,
      ChatModel models,
      ObjectMapper json,
      ModelSettings settings,
      Clock clock,
      Admission admission,
      Outcomes outcomes,
      CallMeter meter) {
    this.meter = meter;
    this.admission = admission;
    this.outcomes = outcomes;
    this.requests = new CallRequests(clock);
    this.clock = clock;
    this.ledger = ledger;
    this.models = models;
    this.json = json;
    this.maxWaiting = settings.maxWaiting();
    this.threads = Threads.pool("model-ledger", settings.ledgerThreads());
    this.settling = new Settling(ledger, json, settings.storeAgainAfter(), threads);
  }

  @Override
  public CompletionStage<Paid> call(PaidCall call) {
    var mine = new Waiting(call);
    var other = underWay.putIfAbsent(call.taskId(), mine);
    if (other != null) {
      return other.result().minimalCompletionStage();
    }
    if (cancelled.contains(call.taskId())) {
      // Looked up after it was listed: a cancel finds the one or leaves the other.
      fail(mine, new ModelFailure(Kind.CANCELLED, null, null, "cancelled before it was made"));
    } else if (underWay.size() > maxWaiting) {
      fail(mine, ModelFailure.full(maxWaiting + " calls wait already"));
    } else {
      threads.execute(() -> enter(mine));
    }
    return mine.result().minimalCompletionStage();
  }

  /** An answer that is stored needs no place: only what may be sent waits for one. */
  private void enter(Waiting waiting) {
    var call = waiting.call();
    try {
      if (call.request().model().limits() == null || ledger.stored(call.taskId()).isPresent()) {
        open(waiting);
      } else {
        admission
            .enter(call)
            .whenCompleteAsync(
                (go, lost) -> {
                  if (lost == null) {
                    open(waiting);
                  } else {
                    fail(waiting, lost);
                  }
                },
                threads);
      }
    } catch (RuntimeException e) {
      fail(waiting, e);
    }
  }

  private void open(Waiting waiting) {
    try {
      var pause = outcomes.pause(waiting.call().request().model());
      if (pause.isPresent() && ledger.stored(waiting.call().taskId()).isEmpty()) {
        fail(waiting, pause.get());
        return;
      }
      var opening = opening(waiting.call());
      if (opening instanceof Opening.Stored stored) {
        finish(waiting, paid(stored));
      } else {
        send(waiting, (Opening.Send) opening);
      }
    } catch (RuntimeException e) {
      fail(waiting, e);
    }
  }

  /** An answer that is stored was paid for, whatever is wrong with the call by now. */
  private Opening opening(PaidCall call) {
    try {
      return ledger.open(requests.of(call, InputLimit.of(call.request())));
    } catch (InputTooLarge refused) {
      return ledger.stored(call.taskId()).orElseThrow(() -> refused);
    }
  }

  private Paid paid(Opening.Stored stored) {
    return new Paid(stored.step(), read(stored.answer()), true);
  }

  @Override
  public Optional<Paid> stored(String taskId) {
    return ledger.stored(taskId).map(this::paid);
  }

  private void send(Waiting waiting, Opening.Send send) {
    var now = clock.instant();
    var measured = meter.begins(waiting.call(), send);
    var answer = waiting.send(() -> onTheWire(send, waiting.call()));
    if (answer == null) {
      var cancelled =
          new ModelFailure(Kind.CANCELLED, null, null, "cancelled before anything was sent");
      settle(waiting, send, now, null, cancelled);
    } else {
      answer
          .whenComplete(measured::ended)
          .whenCompleteAsync((a, failure) -> settle(waiting, send, now, a, failure), threads);
    }
  }

  /** Whatever is thrown here, nothing was sent. */
  private CompletableFuture<ChatAnswer> onTheWire(Opening.Send send, PaidCall call) {
    try {
      return models.chat(send.attemptId(), call.request()).toCompletableFuture();
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(
          new ModelFailure(Kind.INCIDENT, null, null, "could not be sent: " + e));
    }
  }

  private void settle(
      Waiting waiting, Opening.Send send, Instant sentAt, ChatAnswer answer, Throwable failure) {
    settling
        .settle(waiting.call(), send, answer, failure)
        .whenComplete(
            (paid, problem) -> {
              if (problem == null) {
                var model = waiting.call().request().model();
                outcomes.answered(model, sentAt, paid.answer().limitedUntil());
                finish(waiting, paid);
              } else {
                heard(waiting.call(), problem);
                fail(waiting, problem);
              }
            });
  }

  private void heard(PaidCall call, Throwable problem) {
    if (problem instanceof ModelFailure failure) {
      outcomes.failed(call.request().model(), failure);
    }
  }

  @Override
  public void cancel(String taskId) {
    cancelled.add(taskId);
    var waiting = underWay.get(taskId);
    if (waiting != null) {
      waiting.cancel();
      admission.cancel(waiting.call());
    }
  }

  /** Forgotten first: who hears of the end may ask again at once. */
  private void finish(Waiting waiting, Paid paid) {
    underWay.remove(waiting.call().taskId(), waiting);
    admission.leave(waiting.call(), paid.answer().usage());
    waiting.result().complete(paid);
  }

  private void fail(Waiting waiting, Throwable problem) {
    underWay.remove(waiting.call().taskId(), waiting);
    if (waiting.sent()) {
      admission.leave(waiting.call(), null);
    } else {
      admission.unused(waiting.call());
    }
    waiting.result().completeExceptionally(problem);
  }

  private ChatAnswer read(String stored) {
    try {
      return json.readValue(stored, ChatAnswer.class);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a stored answer cannot be read: " + e.getOriginalMessage());
    }
  }

  /** Cancels what is under way, so that the ledger says UNKNOWN before the database goes. */
  @Override
  public void close() {
    var ends = underWay.values().stream().map(Waiting::result).toList();
    underWay.values().forEach(Waiting::cancel);
    underWay.values().forEach(waiting -> admission.cancel(waiting.call()));
    Goodbye.to(ends.stream());
    threads.shutdown();
  }
}
