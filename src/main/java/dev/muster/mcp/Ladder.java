package dev.muster.mcp;

import dev.muster.mcp.Probe.Rung;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.springframework.core.NestedRuntimeException;

/** The rungs climbed so far, each measured. */
final class Ladder {
  private final List<Rung> rungs = new ArrayList<>();

  /** Takes one rung; what it throws is noted and thrown on. */
  <T> T climb(String name, Supplier<T> step, Function<T, String> note) {
    return climb(name, step, value -> true, note);
  }

  /** Takes one rung that can be found not passed without an end of the climb. */
  <T> T climb(String name, Supplier<T> step, Predicate<T> passed, Function<T, String> note) {
    long start = System.nanoTime();
    Interruption.check(name);
    try {
      T value = step.get();
      rungs.add(new Rung(name, passed.test(value), since(start), note.apply(value)));
      return value;
    } catch (NestedRuntimeException ours) {
      // Muster's own database does not answer: that is no word about the server.
      throw ours;
    } catch (RuntimeException thrown) {
      Interruption.check(name, thrown);
      McpFailure failure = Failures.asFailure(thrown);
      rungs.add(new Rung(name, false, since(start), failure.getMessage()));
      throw failure;
    }
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
