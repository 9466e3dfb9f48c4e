package dev.muster.deployment;

import dev.muster.deployment.Status.GateRow;
import dev.muster.deployment.Status.MeasurementRow;
import java.util.ArrayList;
import java.util.List;

/** The gates: verdicts with reasons, then every measurement. */
final class GateSection {
  private GateSection() {}

  static void write(Status status, MarkdownText page) {
    var verdicts = new ArrayList<List<String>>();
    verdicts.add(
        List.of(
            "gate",
            "verdict",
            "round",
            "let through by",
            status.rehearsed() ? "reasons (rehearsed)" : "reasons"));
    status.gates().stream().map(GateSection::verdict).forEach(verdicts::add);
    page.heading("Gates").table(verdicts);
    var figures = new ArrayList<List<String>>();
    figures.add(List.of("gate", "criterion", "measured", "limit", "verdict", "source"));
    for (var gate : status.gates()) {
      gate.measurements().forEach(m -> figures.add(figure(gate, m)));
    }
    if (figures.size() > 1) {
      page.table(figures);
    }
  }

  private static List<String> verdict(GateRow gate) {
    var waived = gate.waived() ? ", waived" : "";
    return List.of(
        Labels.gate(gate.name(), gate.subject()),
        gate.verdict() + waived,
        gate.round() == 0 ? "" : String.valueOf(gate.round()),
        gate.approvedBy() == null ? "" : gate.approvedBy(),
        Rehearsed.mark(gate.rehearsed(), String.join(" ", gate.reasons())));
  }

  private static List<String> figure(GateRow gate, MeasurementRow m) {
    return List.of(
        Labels.gate(gate.name(), gate.subject()),
        Rehearsed.mark(gate.rehearsed(), m.criterion()),
        Shown.figure(m.measured(), m.unit(), m.missing()),
        Shown.figure(m.limit(), m.unit(), "the plan sets no limit"),
        m.verdict(),
        m.source() == null ? "" : m.source());
  }
}
