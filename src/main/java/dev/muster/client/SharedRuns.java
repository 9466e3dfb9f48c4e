package dev.muster.client;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;

/**
 * One run at a time. Who asks while one runs waits for the next, together with all who do the same:
 * what they get began after they asked, so that it is never stale.
 */
final class SharedRuns<T> {
  private CompletableFuture<T> running = CompletableFuture.completedFuture(null);
  private CompletableFuture<T> next;

  T get(Supplier<T> run) {
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
      before.exceptionally(failed -> null).join();
      run(mine, run);
    }
    return joined(mine);
  }

  private void run(CompletableFuture<T> mine, Supplier<T> run) {
    synchronized (this) {
      running = mine;
      next = null;
    }
    try {
      mine.complete(run.get());
    } catch (RuntimeException e) {
      mine.completeExceptionally(e);
    }
    synchronized (this) {
      // What was said is not kept.
      if (running == mine) {
        running = CompletableFuture.completedFuture(null);
      }
    }
  }

  private static <T> T joined(CompletableFuture<T> run) {
    try {
      return run.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException own ? own : e;
    }
  }
}
