package dev.muster.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.muster.ledger.CallRequest;
import dev.muster.ledger.Ledger;
import dev.muster.ledger.Opening;
import dev.muster.ledger.WorstCase;
import dev.muster.model.ModelFailure.Kind;
import dev.muster.plan.Model;
import dev.muster.plan.Price;
import dev.muster.threads.Threads;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Law 1's order: reserve and SENDING, committed; send; store, committed; only then is the caller
 * told. A task whose call is under way here is never sent a second time.
 */
final class LedgeredCalls implements PaidCalls, AutoCloseable {
  private static final long GOODBYE_SECONDS = 5;
  private final Ledger ledger;
  private final ChatModel models;
  private final ObjectMapper json;
  private final int maxWaiting;
  private final Clock clock;
  private final ExecutorService threads;
  private final Settling settling;
  private final ConcurrentMap<String, Waiting> underWay = new ConcurrentHashMap<>();
  private final CancelledTasks cancelled = new CancelledTasks();

  LedgeredCalls(
      Ledger ledger, ChatModel models, ObjectMapper json, ModelSettings settings, Clock clock) {
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
      fail(mine, new ModelFailure(Kind.RETRY, null, null, maxWaiting + " calls wait already"));
    } else {
      threads.execute(() -> open(mine));
    }
    return mine.result().minimalCompletionStage();
  }

  private void open(Waiting waiting) {
    try {
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
      return ledger.open(request(call));
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

  private CallRequest request(PaidCall call) {
    var input = InputLimit.of(call.request());
    input.enforce(call);
    var model = call.request().model();
    long most = input.reserved(call.maxInputTokens());
    boolean free = model.billing() != Model.Billing.METERED;
    var price = free ? null : inForce(call.price());
    return new CallRequest(
        call.taskId(),
        call.deploymentId(),
        call.purpose(),
        call.runId(),
        call.budgetPath(),
        call.agent(),
        call.arm(),
        model.name(),
        model.id(),
        price,
        free,
        WorstCase.of(
            price == null && !free ? call.price() : price, most, call.request().maxOutputTokens()),
        most + call.request().maxOutputTokens());
  }

  /** Before its first row a model has no price; what is reserved then is the dearest of them. */
  private Price inForce(Price price) {
    var today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    return price == null ? null : price.on(today).orElse(null);
  }

  private void send(Waiting waiting, Opening.Send send) {
    var answer = waiting.send(() -> onTheWire(send, waiting.call()));
    if (answer == null) {
      var cancelled =
          new ModelFailure(Kind.CANCELLED, null, null, "cancelled before anything was sent");
      settle(waiting, send, null, cancelled);
    } else {
      answer.whenCompleteAsync((a, failure) -> settle(waiting, send, a, failure), threads);
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

  private void settle(Waiting waiting, Opening.Send send, ChatAnswer answer, Throwable failure) {
    settling
        .settle(waiting.call(), send, answer, failure)
        .whenComplete(
            (paid, problem) -> {
              if (problem == null) {
                finish(waiting, paid);
              } else {
                fail(waiting, problem);
              }
            });
  }

  @Override
  public void cancel(String taskId) {
    cancelled.add(taskId);
    var waiting = underWay.get(taskId);
    if (waiting != null) {
      waiting.cancel();
    }
  }

  /** Forgotten first: who hears of the end may ask again at once. */
  private void finish(Waiting waiting, Paid paid) {
    underWay.remove(waiting.call().taskId(), waiting);
    waiting.result().complete(paid);
  }

  private void fail(Waiting waiting, Throwable problem) {
    underWay.remove(waiting.call().taskId(), waiting);
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
    var ends = underWay.values().stream().map(Waiting::result).toArray(CompletableFuture<?>[]::new);
    underWay.values().forEach(Waiting::cancel);
    try {
      CompletableFuture.allOf(ends).get(GOODBYE_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      // Cancelled calls end with a failure; what did not end in time is swept at the next start.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      threads.shutdown();
    }
  }
}
