package dev.muster.model;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/** The last moments of calls under way, while the database still takes how they ended. */
final class Goodbye {
  private static final long SECONDS = 5;

  private Goodbye() {}

  /** Waits for calls that were told to end; the interrupt of whoever waits is kept. */
  static void to(Stream<? extends CompletableFuture<?>> ends) {
    try {
      CompletableFuture.allOf(ends.toArray(CompletableFuture<?>[]::new))
          .get(SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      // Cancelled calls end with a failure; what did not end in time is swept at the next start.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
