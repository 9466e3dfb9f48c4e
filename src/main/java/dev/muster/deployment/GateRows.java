package dev.muster.deployment;

import dev.muster.approval.Approval;
import dev.muster.deployment.Status.GateRow;
import dev.muster.deployment.Status.MeasurementRow;
import dev.muster.gate.GateResult;
import dev.muster.gate.Judged;
import dev.muster.plan.Wave;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/** Every gate of the plan, judged or not, in the order of the diagram. */
final class GateRows {
  static final String NOT_JUDGED = "not judged";

  private GateRows() {}

  /** A gate's name and what it is about. */
  private record Key(String gate, String subject) {}

  static List<GateRow> of(Facts facts) {
    Map<Key, GateRow> rows = new LinkedHashMap<>();
    planned(facts).forEach(key -> rows.put(key, notJudged(facts, key)));
    facts.gates().forEach(r -> rows.put(new Key(r.gate(), r.subject()), row(facts, r)));
    return List.copyOf(rows.values());
  }

  /** An agent's gate comes before its wave's. */
  private static List<Key> planned(Facts facts) {
    var keys = new ArrayList<Key>();
    for (var name : PhaseRows.planned(facts)) {
      facts.waves().stream()
          .filter(w -> w.gate().equals(name))
          .map(Wave::agents)
          .flatMap(List::stream)
          .forEach(agent -> keys.add(new Key("agent", agent)));
      keys.add(new Key(name, ""));
    }
    return keys;
  }

  private static GateRow notJudged(Facts facts, Key key) {
    return new GateRow(
        key.gate(),
        key.subject(),
        0,
        NOT_JUDGED,
        false,
        null,
        List.of(),
        List.of(),
        facts.rehearsed());
  }

  private static GateRow row(Facts facts, GateResult result) {
    return new GateRow(
        result.gate(),
        result.subject(),
        result.round(),
        result.verdict().name(),
        result.waived(),
        approvedBy(facts, result),
        result.reasons(),
        result.judged().stream().map(GateRows::measurement).toList(),
        facts.rehearsed());
  }

  private static MeasurementRow measurement(Judged judged) {
    var m = judged.measurement();
    return new MeasurementRow(
        m.criterion(),
        m.measured(),
        m.limit(),
        m.unit(),
        m.measured() == null && m.missing() == null ? "not measured" : m.missing(),
        judged.verdict().name(),
        judged.reason(),
        m.source());
  }

  /** Who approved what this very judgement showed, or who waived it. */
  private static String approvedBy(Facts facts, GateResult result) {
    var names =
        facts.approvals().stream()
            .filter(a -> a.gate().equals(result.gate()) && a.subject().equals(result.subject()))
            .filter(a -> !a.askedAt().isBefore(result.at()) && lets(a))
            .map(Approval::decidedBy)
            .filter(Objects::nonNull)
            .distinct()
            .collect(Collectors.joining(" and "));
    return names.isEmpty() ? null : names;
  }

  private static boolean lets(Approval asked) {
    return switch (asked.kind()) {
      case APPROVE_GATE -> "APPROVED".equals(asked.outcome());
      case CONFIRM_WAIVER -> "CONFIRMED".equals(asked.outcome());
      case DECIDE_INCONCLUSIVE -> "WAIVE".equals(asked.outcome());
      default -> false;
    };
  }
}
