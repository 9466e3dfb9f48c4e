package dev.muster.engine.pump;

import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A task in hand, from the moment it was dispatched until its outcome is written. */
final class Flight {
  private final WorkItem item;
  private final CompletableFuture<Void> landed = new CompletableFuture<>();
  private Worker worker;
  private boolean cancelled;

  Flight(WorkItem item) {
    this.item = item;
  }

  WorkItem item() {
    return item;
  }

  /** Completes when the worker is done with it, whatever came of it. */
  CompletableFuture<Void> landed() {
    return landed;
  }

  /** Gives the task to its worker, unless it was cancelled while it waited. */
  synchronized CompletionStage<Map<String, Object>> begin(Topics topics) {
    if (cancelled) {
      return CompletableFuture.failedFuture(new CancellationException("cancelled while it waited"));
    }
    try {
      worker = topics.worker(item.topic());
      return worker.body().apply(item);
    } catch (RuntimeException | Error e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  /** The worker has the task entirely or never gets it: no cancel falls in between. */
  synchronized void cancel() {
    cancelled = true;
    if (worker != null) {
      worker.cancel().accept(item.taskId());
    }
  }
}
