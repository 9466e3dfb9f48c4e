package dev.muster.mcp;

import java.nio.channels.ClosedByInterruptException;
import java.util.concurrent.CancellationException;

/** Tells a step that failed because its thread was told to stop from one that failed by itself. */
final class Interruption {
  private Interruption() {}

  /** Nothing is begun on a thread that was told to stop. */
  static void check(String step) {
    if (Thread.currentThread().isInterrupted()) {
      throw new CancellationException(step + " was cancelled");
    }
  }

  /** What fails on such a thread has no outcome of its own. */
  static void check(String step, Throwable thrown) {
    check(step);
    Throwable cause = thrown;
    for (int depth = 0; cause != null && depth < 20; depth++) {
      if (cause instanceof InterruptedException || cause instanceof ClosedByInterruptException) {
        throw new CancellationException(step + " was cancelled");
      }
      cause = cause.getCause();
    }
  }
}
