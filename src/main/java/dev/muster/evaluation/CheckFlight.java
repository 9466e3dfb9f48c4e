package dev.muster.evaluation;

import dev.muster.evaluation.Checks.Checked;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** The checks of one run while they run; a cancel interrupts them, which ends their processes. */
final class CheckFlight implements Runnable {
  private final Supplier<List<Checked>> checks;
  private final CompletableFuture<List<Checked>> outcome = new CompletableFuture<>();
  private Thread thread;
  private boolean cancelled;

  CheckFlight(Supplier<List<Checked>> checks) {
    this.checks = checks;
  }

  CompletableFuture<List<Checked>> outcome() {
    return outcome;
  }

  @Override
  public void run() {
    try {
      begin();
      var checked = checks.get();
      end();
      outcome.complete(checked);
    } catch (RuntimeException | Error e) {
      end();
      outcome.completeExceptionally(e);
    }
  }

  private synchronized void begin() {
    if (cancelled) {
      throw new CancellationException("the checks were cancelled before they began");
    }
    thread = Thread.currentThread();
  }

  /** The thread goes back to its pool: from here on nobody may interrupt it for us. */
  private synchronized void end() {
    thread = null;
    if (cancelled) {
      Thread.interrupted();
    }
  }

  synchronized void cancel() {
    cancelled = true;
    if (thread != null) {
      thread.interrupt();
    }
  }

  /** What an interrupted check says is no outcome: the agent did not fail it. */
  static void goesOn() {
    if (Thread.currentThread().isInterrupted()) {
      throw new CancellationException("the checks were stopped");
    }
  }
}
