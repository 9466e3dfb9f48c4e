package dev.muster.ledger;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The step counters of a group of calls, counted on for all of it before anybody knows which of the
 * calls are opened: that costs no question of its own, and what is left over is given back.
 */
final class Steps {
  private final Map<Subject, Integer> until;
  private final Map<Subject, Integer> last = new HashMap<>();

  /**
   * @param until the counters as they stand now
   */
  Steps(Map<Subject, Integer> until, Map<Subject, Integer> wanted) {
    this.until = until;
    until.forEach((subject, count) -> last.put(subject, count - wanted.get(subject)));
  }

  /** What a step is counted under. */
  record Subject(String purpose, String name) implements Comparable<Subject> {

    static Subject of(CallRequest request) {
      return new Subject(request.purpose(), request.subject());
    }

    @Override
    public int compareTo(Subject other) {
      int byName = name.compareTo(other.name);
      return byName == 0 ? purpose.compareTo(other.purpose) : byName;
    }
  }

  /** How many steps these calls need at most, in the one order in which counters are locked. */
  static TreeMap<Subject, Integer> wanted(List<CallRequest> requests) {
    var wanted = new TreeMap<Subject, Integer>();
    requests.forEach(r -> wanted.merge(Subject.of(r), 1, Integer::sum));
    return wanted;
  }

  int next(CallRequest request) {
    return last.merge(Subject.of(request), 1, Integer::sum);
  }

  /** Counters that were counted on too far, with where they belong. */
  Map<Subject, Integer> leftOver() {
    var over = new TreeMap<Subject, Integer>();
    last.forEach(
        (subject, used) -> {
          if (used < until.get(subject)) {
            over.put(subject, used);
          }
        });
    return over;
  }
}
