package dev.muster.engine;

import dev.muster.threads.Threads;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;

/** Looks for something again and again on a thread of its own; what fails is tried at the next. */
final class Sweeper {
  private final String thread;
  private final Duration every;
  private final Runnable sweep;
  private final Logger log;
  private final String what;
  private ScheduledExecutorService timer;

  /**
   * @param what is looked for, as the log says it
   */
  Sweeper(String thread, Duration every, Runnable sweep, Logger log, String what) {
    this.thread = thread;
    this.every = every;
    this.sweep = sweep;
    this.log = log;
    this.what = what;
  }

  void start() {
    timer = Executors.newSingleThreadScheduledExecutor(Threads.named(thread));
    timer.scheduleWithFixedDelay(
        this::quietly, every.toMillis(), every.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void quietly() {
    try {
      sweep.run();
    } catch (RuntimeException e) {
      log.warn("{} are looked for again later: {}", what, e.getMessage());
    }
  }

  void stop() {
    timer.shutdownNow();
    timer = null;
  }

  boolean isRunning() {
    return timer != null;
  }
}
