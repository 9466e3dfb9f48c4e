package dev.muster.model;

import dev.muster.model.PaidCalls.Paid;
import dev.muster.model.PaidCalls.PaidCall;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** A call that somebody waits for, from the reservation to the stored answer. */
final class Waiting {
  private final PaidCall call;
  private final CompletableFuture<Paid> result = new CompletableFuture<>();
  private CompletableFuture<ChatAnswer> onTheWire;
  private boolean cancelled;

  Waiting(PaidCall call) {
    this.call = call;
  }

  PaidCall call() {
    return call;
  }

  CompletableFuture<Paid> result() {
    return result;
  }

  /** Sends, unless it was cancelled meanwhile: then null, and nothing was sent. */
  synchronized CompletableFuture<ChatAnswer> send(Supplier<CompletableFuture<ChatAnswer>> sending) {
    if (cancelled) {
      return null;
    }
    onTheWire = sending.get();
    return onTheWire;
  }

  /** Whether anything may have left. */
  synchronized boolean sent() {
    return onTheWire != null;
  }

  synchronized void cancel() {
    cancelled = true;
    if (onTheWire != null) {
      onTheWire.cancel(true);
    }
  }
}
