package dev.muster.engine.pump;

import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.function.Supplier;

/**
 * A body that blocks and that a cancel reaches: it never begins when it was stopped while it waited
 * for a thread, and its thread is interrupted when it is at it.
 */
final class StoppableWork {
  private final long made = System.nanoTime();
  private Thread thread;
  private boolean stopped;

  <T> T run(Supplier<T> body) {
    begin();
    try {
      return body.get();
    } finally {
      end();
    }
  }

  /** Since it was given to its threads. */
  Duration waited() {
    return Duration.ofNanos(System.nanoTime() - made);
  }

  private synchronized void begin() {
    if (stopped) {
      throw new CancellationException("cancelled while it waited");
    }
    thread = Thread.currentThread();
  }

  /** Under the lock, so that a late stop never interrupts the thread's next work. */
  private synchronized void end() {
    thread = null;
    if (stopped) {
      Thread.interrupted();
    }
  }

  synchronized void stop() {
    stopped = true;
    if (thread != null) {
      thread.interrupt();
    }
  }
}
