package dev.muster.plan;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Collects every fault of a plan, so that a person sees all of them at once. */
final class Problems {
  private static final int MOST = 200;
  private static final String MORE = "mend these and check again";
  private static final int LONGEST_QUOTE = 60;
  private final List<Problem> found = new ArrayList<>();

  /** Adds a fault; the same one twice (an anchor used twice) is kept once. */
  void add(Where where, String what, String why, String mend) {
    var problem = new Problem(where.file(), where.line(), what, why, mend);
    if (found.size() < MOST && !found.contains(problem)) {
      found.add(problem);
    } else if (found.size() == MOST) {
      found.add(new Problem(where.file(), 0, "more faults", "only " + MOST + " are shown", MORE));
    }
  }

  /** Whether nothing was found. */
  boolean none() {
    return found.isEmpty();
  }

  /** All faults, the reading order inside each file. */
  List<Problem> all() {
    return found.stream()
        .sorted(Comparator.comparing(Problem::file).thenComparingInt(Problem::line))
        .toList();
  }

  /** A text of the plan in quotes, cut and on one line, so that a problem stays one line. */
  static String quote(String text) {
    var line = text.replaceAll("[\\p{Cntrl}\\s]+", " ").strip();
    return "'"
        + (line.length() > LONGEST_QUOTE ? line.substring(0, LONGEST_QUOTE) + "..." : line)
        + "'";
  }
}
