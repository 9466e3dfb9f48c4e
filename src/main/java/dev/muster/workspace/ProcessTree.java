package dev.muster.workspace;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * A process and everything that it started. Children are noted while it runs: once their parent has
 * ended, nothing would lead to them any more.
 */
final class ProcessTree {
  private static final int LONGEST_LOOK_MILLIS = 250;
  private static final int FIRST_LOOK_MILLIS = 10;
  private static final int PASSES = 5;
  private final Process process;
  private final Set<ProcessHandle> seen = new LinkedHashSet<>();

  ProcessTree(Process process) {
    this.process = process;
  }

  /** Whether the process ended in time, and before somebody had enough of it. */
  boolean await(Duration limit, BooleanSupplier enough) throws InterruptedException {
    var end = System.nanoTime() + limit.toNanos();
    long wait = FIRST_LOOK_MILLIS;
    while (!process.waitFor(wait, TimeUnit.MILLISECONDS)) {
      look();
      var left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
      if (left <= 0 || enough.getAsBoolean()) {
        return false;
      }
      wait = Math.min(Math.min(wait * 2, LONGEST_LOOK_MILLIS), left + 1);
    }
    return true;
  }

  /** Tells it to end, waits so long, and kills what is left. */
  void end(Duration grace) {
    look();
    if (!grace.isZero() && process.isAlive()) {
      process.toHandle().destroy();
      process.onExit().completeOnTimeout(process, grace.toMillis(), TimeUnit.MILLISECONDS).join();
    }
    kill();
  }

  /**
   * Kills what is left; more than once, since a dying tree may still start something. By handles:
   * {@link Process#destroyForcibly} would also throw away the output that nobody has read yet.
   */
  void kill() {
    for (var pass = 0; pass < PASSES; pass++) {
      look();
      process.toHandle().destroyForcibly();
      var alive = seen.stream().filter(ProcessHandle::isAlive).toList();
      alive.forEach(ProcessHandle::destroyForcibly);
      if (alive.isEmpty() && pass > 0) {
        return;
      }
    }
  }

  private void look() {
    process.descendants().forEach(seen::add);
    for (var child : List.copyOf(seen)) {
      child.descendants().forEach(seen::add);
    }
  }
}
