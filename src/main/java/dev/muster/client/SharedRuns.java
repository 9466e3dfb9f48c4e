package dev.muster.client;

import java.nio.channels.ClosedByInterruptException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.Supplier;

/**
 * One run at a time. Who asks while one runs waits for the next, together with all who do the same:
 * what they get began after they asked, so that it is never stale.
 */
final class SharedRuns<T> {
  private CompletableFuture<T> running = CompletableFuture.completedFuture(null);
  private CompletableFuture<T> next;

  /**
   * Throws {@link CancellationException} on a thread that is interrupted, as the run itself may.
   */
  T get(Supplier<T> run) {
    while (true) {
      try {
        return once(run);
      } catch (CancellationException cancelled) {
        if (Thread.currentThread().isInterrupted()) {
          throw cancelled;
        }
        // The one who ran it was told to stop; we were not.
      }
    }
  }

  private T once(Supplier<T> run) {
    CompletableFuture<T> before;
    CompletableFuture<T> mine;
    boolean first;
    synchronized (this) {
      first = next == null;
      if (first) {
        next = new CompletableFuture<>();
      }
      before = running;
      mine = next;
    }
    if (first) {
      run(before, mine, run);
    }
    return waited(mine);
  }

  private void run(CompletableFuture<T> before, CompletableFuture<T> mine, Supplier<T> run) {
    try {
      waited(before.handle((said, failed) -> said));
      begin(mine);
      mine.complete(run.get());
    } catch (Throwable e) {
      // Whatever it is: who waits must get an end.
      mine.completeExceptionally(ofInterrupt(e) ? cancelled(e) : e);
    } finally {
      end(mine);
    }
  }

  /** What fails on a thread that was told to stop says nothing to those who share the run. */
  private static boolean ofInterrupt(Throwable failed) {
    for (Throwable cause = failed; cause != null; cause = cause.getCause()) {
      if (cause instanceof ClosedByInterruptException || cause instanceof InterruptedException) {
        Thread.currentThread().interrupt();
      }
    }
    return Thread.currentThread().isInterrupted();
  }

  private static CancellationException cancelled(Throwable failed) {
    if (failed instanceof CancellationException already) {
      return already;
    }
    CancellationException cancelled = new CancellationException("the run was cancelled");
    cancelled.initCause(failed);
    return cancelled;
  }

  private synchronized void begin(CompletableFuture<T> mine) {
    running = mine;
    next = null;
  }

  /** What was said is not kept. */
  private synchronized void end(CompletableFuture<T> mine) {
    if (running == mine) {
      running = CompletableFuture.completedFuture(null);
    }
    if (next == mine) {
      next = null;
    }
  }

  private static <T> T waited(Future<T> run) {
    try {
      return run.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancellationException("waiting was cancelled");
    } catch (ExecutionException e) {
      if (e.getCause() instanceof Error error) {
        throw error;
      }
      throw e.getCause() instanceof RuntimeException own ? own : new IllegalStateException(e);
    }
  }
}
