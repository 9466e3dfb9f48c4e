package dev.muster.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.muster.ledger.Ledger;
import dev.muster.ledger.Opening;
import dev.muster.model.PaidCalls.Paid;
import dev.muster.model.PaidCalls.PaidCall;
import dev.muster.plan.Model;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.transaction.TransactionException;

/** Writes how a call ended. An answer is paid for, so a database that stumbles is asked again. */
final class Settling {
  private static final int DOUBLINGS = 6;

  /** By the settings' default nine minutes: a database that is started anew is there by then. */
  private static final int TRIES = DOUBLINGS + 40;

  private final Ledger ledger;
  private final ObjectMapper json;
  private final Duration firstWait;
  private final Executor threads;

  Settling(Ledger ledger, ObjectMapper json, Duration firstWait, Executor threads) {
    this.ledger = ledger;
    this.json = json;
    this.firstWait = firstWait;
    this.threads = threads;
  }

  /** Completes when the end is committed: with the answer, or with why there is none. */
  CompletionStage<Paid> settle(
      PaidCall call, Opening.Send send, ChatAnswer answer, Throwable failure) {
    var done = new CompletableFuture<Paid>();
    if (failure == null) {
      write(() -> answered(call, send, answer), done, 1)
          .thenRun(() -> done.complete(new Paid(send.step(), answer, false)));
    } else {
      var cause = failure instanceof CompletionException ? failure.getCause() : failure;
      write(() -> ended(call, send, cause), done, 1)
          .thenRun(() -> done.completeExceptionally(cause));
    }
    return done;
  }

  private void answered(PaidCall call, Opening.Send send, ChatAnswer answer) {
    var as = answer.answeredAs();
    boolean accepted = as != null && call.request().model().answersAs(as);
    ledger.answered(
        send.attemptId(), as, accepted, answer.usage(), written(answer), answer.firstTokenMillis());
  }

  private void ended(PaidCall call, Opening.Send send, Throwable cause) {
    if (cause instanceof ModelFailure failure && !failure.outcomeUnknown()) {
      ledger.failed(send.attemptId(), failure.status(), failure.getMessage());
    } else if (cause instanceof ModelFailure failure && failure.partial() != null) {
      var model = call.request().model();
      ledger.unknown(send.attemptId(), failure.getMessage(), seen(model, failure.partial()));
    } else {
      var status = cause instanceof ModelFailure failure ? failure.status() : null;
      ledger.unknown(send.attemptId(), status, cause.getMessage());
    }
  }

  private static Ledger.Seen seen(Model model, ChatAnswer part) {
    var as = part.answeredAs();
    boolean accepted = as == null || model.answersAs(as);
    return new Ledger.Seen(as, accepted, part.usage(), part.firstTokenMillis());
  }

  private String written(ChatAnswer answer) {
    try {
      return json.writeValueAsString(answer);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("an answer cannot be written: " + e.getOriginalMessage());
    }
  }

  /**
   * After the last try the attempt stays SENDING, and the task's next delivery makes it UNKNOWN.
   */
  private CompletableFuture<Void> write(Runnable write, CompletableFuture<Paid> done, int attempt) {
    var written = new CompletableFuture<Void>();
    try {
      write.run();
      written.complete(null);
    } catch (DataAccessException | TransactionException e) {
      if (attempt == TRIES || e instanceof DataIntegrityViolationException) {
        done.completeExceptionally(e);
      } else {
        CompletableFuture.delayedExecutor(wait(attempt), TimeUnit.MILLISECONDS, threads)
            .execute(() -> write(write, done, attempt + 1).thenRun(() -> written.complete(null)));
      }
    } catch (RuntimeException e) {
      done.completeExceptionally(e);
    }
    return written;
  }

  private long wait(int attempt) {
    return firstWait.toMillis() << Math.min(attempt - 1, DOUBLINGS);
  }
}
