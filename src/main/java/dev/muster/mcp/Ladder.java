package dev.muster.mcp;

import dev.muster.mcp.Probe.Rung;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/** The rungs climbed so far, each measured. */
final class Ladder {
  private final List<Rung> rungs = new ArrayList<>();

  /** Takes one rung; what it throws is noted and thrown on. */
  <T> T climb(String name, Supplier<T> step, Function<T, String> note) {
    long start = System.nanoTime();
    Interruption.check(name);
    try {
      T value = step.get();
      rungs.add(new Rung(name, true, since(start), note.apply(value)));
      return value;
    } catch (RuntimeException thrown) {
      Interruption.check(name, thrown);
      McpFailure failure = Failures.asFailure(thrown);
      rungs.add(new Rung(name, false, since(start), failure.getMessage()));
      throw failure;
    }
  }

  /** A rung that takes no time of its own. */
  void note(String name, boolean passed, String note) {
    note(name, passed, Duration.ZERO, note);
  }

  /** A rung that was measured elsewhere. */
  void note(String name, boolean passed, Duration took, String note) {
    rungs.add(new Rung(name, passed, took, note));
  }

  /** A rung that is not taken. */
  void skip(String name, String why) {
    rungs.add(new Rung(name, false, false, Duration.ZERO, why));
  }

  List<Rung> rungs() {
    return List.copyOf(rungs);
  }

  private static Duration since(long start) {
    return Duration.ofNanos(System.nanoTime() - start);
  }
}
