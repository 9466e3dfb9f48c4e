package dev.muster.command;

import dev.muster.deployment.Status;
import dev.muster.deployment.StatusReport;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/** Live progress: one line for each thing that has changed, with cost and elapsed time. */
final class Progress {
  private final StatusReport report;
  private final String id;
  private final Set<String> told = new HashSet<>();

  Progress(StatusReport report, String id) {
    this.report = report;
    this.id = id;
  }

  void show() {
    var status = report.of(id);
    status.phases().stream()
        .filter(phase -> phase.startedAt() != null)
        .forEach(phase -> tell(status, "phase " + phase.name() + " " + phase.state()));
    status.bindings().forEach(b -> tell(status, "binding " + b.id() + " " + b.state()));
    status.agents().stream()
        .filter(agent -> !agent.status().equals("PLANNED"))
        .forEach(agent -> tell(status, "agent " + agent.name() + " " + agent.status()));
    status.gates().stream()
        .filter(gate -> gate.verdict() != null && gate.round() > 0)
        .forEach(gate -> tell(status, gate(gate)));
  }

  private static String gate(Status.GateRow gate) {
    var subject = gate.subject() == null || gate.subject().isEmpty() ? "" : " " + gate.subject();
    var approved = gate.approvedBy() == null ? "" : ", approved by " + gate.approvedBy();
    return "gate " + gate.name() + subject + " " + gate.verdict() + approved;
  }

  private void tell(Status status, String line) {
    if (told.add(line)) {
      var usd = cost(status);
      System.out.printf(Locale.ROOT, "%6.1f s  %s  %s%n", status.elapsedSeconds(), usd, line);
    }
  }

  private static String cost(Status status) {
    if (status.totalUsd() != null) {
      return String.format(Locale.ROOT, "%.4f USD", status.totalUsd());
    }
    var why = status.notMeasured().get("totalUsd");
    return why == null ? "cost not measured" : why;
  }
}
