package dev.muster.gateway;

import dev.muster.model.ForwardedCalls.Passing;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/** A guest while its token is good, and its calls under way. */
final class Visit {
  private final Caller caller;
  private final Instant until;
  private final Set<Passing> underWay = new HashSet<>();
  private boolean closed;

  Visit(Caller caller, Instant until) {
    this.caller = caller;
    this.until = until;
  }

  Caller caller() {
    return caller;
  }

  boolean isOver(Instant now) {
    return !now.isBefore(until);
  }

  /** Makes a call, unless the visit is over. */
  synchronized Optional<Passing> make(Supplier<Passing> call) {
    if (closed) {
      return Optional.empty();
    }
    var passing = call.get();
    underWay.add(passing);
    passing.settled().thenRun(() -> forget(passing));
    return Optional.of(passing);
  }

  private synchronized void forget(Passing passing) {
    underWay.remove(passing);
  }

  /**
   * Cancels what is under way and waits until the ledger knows how it ended, so that whoever asks
   * for the run's cost then asks for all of it.
   */
  void close(Duration most) {
    try {
      CompletableFuture.allOf(ends()).get(most.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      // The ledger counts what is not settled at its reservation.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Cancels what is under way and waits for nothing. */
  void end() {
    ends();
  }

  synchronized boolean isBusy() {
    return !underWay.isEmpty();
  }

  private synchronized CompletableFuture<?>[] ends() {
    closed = true;
    // A copy: one that ends at once is forgotten while we go through them.
    var all = Set.copyOf(underWay);
    all.forEach(passing -> passing.cancel("its token was closed"));
    return all.stream()
        .map(passing -> passing.settled().toCompletableFuture())
        .toArray(CompletableFuture<?>[]::new);
  }
}
