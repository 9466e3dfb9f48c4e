package dev.muster.mcp;

import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import reactor.core.publisher.Mono;

/**
 * One use of a session, request after request. Another thread can give it up, and it knows whether
 * its last request surely never reached the server.
 */
final class Flight {
  private Object requestId;
  private boolean refused;
  private boolean givenUp;
  private boolean unanswered;
  private boolean opening;
  private boolean away;
  private CompletableFuture<?> waiting;

  /** Called by the wire: the request is handed over under this id. */
  synchronized void sending(Object id) {
    requestId = id;
    refused = false;
  }

  /** Called by the wire: the request was not taken, or the server did not know the session. */
  synchronized void refused() {
    refused = true;
  }

  /** It is the one that opens the session for all. */
  synchronized void opens() {
    opening = true;
  }

  /** It ended while it waited for the one that opens: it knows nothing of the session. */
  synchronized void turnedAway() {
    away = true;
  }

  synchronized boolean isAway() {
    return away;
  }

  /**
   * Whether another session may be tried: the request surely never reached the server, and what
   * failed was not the opening that a new try would only repeat.
   */
  synchronized boolean mayTryAgain() {
    return !givenUp && !away && !opening && (requestId == null || refused);
  }

  synchronized boolean isGivenUp() {
    return givenUp;
  }

  /** Whether a request was left alone without an answer: the server may still be at it. */
  synchronized boolean isUnanswered() {
    return unanswered;
  }

  synchronized Object requestId() {
    return requestId;
  }

  /** Ends the wait, now or before it begins. */
  void giveUp() {
    CompletableFuture<?> ending;
    synchronized (this) {
      givenUp = true;
      ending = waiting;
    }
    if (ending != null) {
      ending.cancel(true);
    }
  }

  /** Waits for an answer: as long as allowed, until given up, or until the thread must stop. */
  <T> T await(Mono<T> answer, Duration limit) {
    CompletableFuture<T> asked = begin(answer);
    try {
      return asked.get(Math.max(1, limit.toMillis()), TimeUnit.MILLISECONDS);
    } catch (ExecutionException failed) {
      throw failed.getCause() instanceof RuntimeException known
          ? known
          : new IllegalStateException(failed.getCause());
    } catch (TimeoutException late) {
      throw left(asked, late);
    } catch (CancellationException givenUp) {
      throw left(asked, givenUp);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw left(asked, stopped);
    }
  }

  private <T> CompletableFuture<T> begin(Mono<T> answer) {
    synchronized (this) {
      if (givenUp) {
        throw new CancellationException("the call was cancelled");
      }
    }
    CompletableFuture<T> asked = answer.contextWrite(c -> c.put(Flight.class, this)).toFuture();
    boolean late;
    synchronized (this) {
      waiting = asked;
      late = givenUp;
    }
    if (late) {
      asked.cancel(true);
    }
    return asked;
  }

  private synchronized RuntimeException left(CompletableFuture<?> asked, Exception why) {
    asked.cancel(true);
    unanswered = true;
    return why instanceof CancellationException
        ? new CancellationException("the call was cancelled")
        : new IllegalStateException(why);
  }
}
