package dev.muster.mcp;

import dev.muster.mcp.Probe.State;
import dev.muster.plan.McpServer.Expectation;
import java.util.List;

/**
 * The tools that a server showed against those that the plan expects.
 *
 * @param missing names, and one line for those that the plan only counts
 * @param extra names, and one line for those that the plan only counts
 * @param reason null when all is as expected
 */
record Comparison(State state, List<String> missing, List<String> extra, String reason) {

  static Comparison of(Expectation expected, List<String> seen) {
    if (seen.isEmpty()) {
      return new Comparison(
          State.FAILED,
          expected.names(),
          List.of(),
          "tools/list shows no tool at all. Mend: see what the server wants before it shows them");
    }
    List<String> missing = expected.names().stream().filter(n -> !seen.contains(n)).toList();
    List<String> extra = extra(expected, seen);
    int lacking = expected.count() == null ? 0 : expected.count() - seen.size();
    if (missing.isEmpty() && lacking > 0) {
      missing = List.of(lacking + " more, which the plan does not name");
    }
    boolean asExpected = missing.isEmpty() && extra.isEmpty();
    return new Comparison(
        asExpected ? State.CONNECTED : State.DEGRADED,
        missing,
        extra,
        asExpected ? null : reason(expected, seen, missing, extra));
  }

  /** Tools beyond the expected ones are told, and are no rung that was not passed. */
  boolean hasAllExpected() {
    return state != State.FAILED && missing.isEmpty();
  }

  /** The same with something more against it. */
  Comparison degraded(String why) {
    return new Comparison(
        state == State.CONNECTED ? State.DEGRADED : state,
        missing,
        extra,
        reason == null ? why : reason + "; " + why);
  }

  /** Names beyond the expected ones can be told only when all of those are named. */
  private static List<String> extra(Expectation expected, List<String> seen) {
    boolean allNamed =
        !expected.names().isEmpty()
            && (expected.count() == null || expected.count() <= expected.names().size());
    if (allNamed) {
      return seen.stream().filter(n -> !expected.names().contains(n)).toList();
    }
    boolean more = expected.count() != null && seen.size() > expected.count();
    return more
        ? List.of((seen.size() - expected.count()) + " more than the plan expects")
        : List.of();
  }

  private static String reason(
      Expectation expected, List<String> seen, List<String> missing, List<String> extra) {
    return seen.size()
        + " tools"
        + (expected.count() == null ? "" : " of " + expected.count())
        + (missing.isEmpty() ? "" : ", missing: " + String.join(", ", missing))
        + (extra.isEmpty() ? "" : ", not expected: " + String.join(", ", extra))
        + ". Mend: "
        + (missing.isEmpty()
            ? "add what is wanted to expect in the plan, and name the rest in tools.deny"
            : "start the version that has them, with the rights that it wants, or correct expect in"
                + " the plan");
  }
}
