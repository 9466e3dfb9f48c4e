package dev.muster.deployment;

import dev.muster.approval.Approval;
import dev.muster.deployment.Status.AgentRow;
import dev.muster.deployment.Status.GateRow;
import dev.muster.deployment.Status.MeasurementRow;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/** What people can do next, from the state of things. */
@Component
class NextActions {
  private static final Map<String, String> MENDING =
      Map.ofEntries(
          Map.entry("connected", "provide the credentials or start the server, then probe again"),
          Map.entry(
              "missing-tools", "update the server, or the plan if the tools are gone for good"),
          Map.entry("checks", "read the output of the failed check in the run and mend the prompt"),
          Map.entry("quality-loss", "read the judge's reasons, give the mix a stronger model"),
          Map.entry(
              "swarm-quality-loss", "read the judge's reasons, give the mixes stronger models"),
          Map.entry("test-quality", "read the judge's reasons, give a step a stronger model"),
          Map.entry("feature-quality", "read the judge's reasons for each part of the feature"),
          Map.entry(
              "servers-called",
              "see which MCP server the agent did not call, and say so in its prompt"),
          Map.entry("budget", "raise the agent's budget or shorten its task"),
          Map.entry("test-cost", "see which step costs most and give it a cheaper model"),
          Map.entry("test-minutes", "see which step takes longest"),
          Map.entry("quorum", "mend the agents that were taken back, then repeat the wave"),
          Map.entry("active-agents", "roll out the agents that are not active"),
          Map.entry("saving", "move shares of the dearest models to cheaper ones"),
          Map.entry("speed-up", "see what made the wave wait, widen it"));

  private static final int LONGEST = 200;

  private final ObjectProvider<ProcessControl> processes;

  NextActions(ObjectProvider<ProcessControl> processes) {
    this.processes = processes;
  }

  List<String> of(Facts facts, List<GateRow> gates, List<AgentRow> agents) {
    var actions = new ArrayList<String>();
    facts.approvals().stream()
        .filter(asked -> asked.state().equals("OPEN"))
        .forEach(asked -> actions.add(facts.marked(question(asked))));
    processes.ifAvailable(
        engine ->
            engine
                .incidents(facts.id())
                .forEach(i -> actions.add(facts.marked("Look into incident: " + i))));
    gates.stream().flatMap(g -> mend(facts, g).stream()).forEach(actions::add);
    agents.stream()
        .filter(a -> a.status().equals("TAKEN_BACK") || a.status().equals("SKIPPED"))
        .map(a -> facts.marked(a.title() + " is " + a.status() + ": " + a.reason()))
        .forEach(actions::add);
    actions.add(onward(facts, actions.isEmpty()));
    return List.copyOf(actions);
  }

  private static String question(Approval asked) {
    return "Decide in Tasklist: %s (%s; asked by %s)"
        .formatted(asked.name(), String.join(", ", asked.kind().decisions()), asked.requester());
  }

  private static List<String> mend(Facts facts, GateRow gate) {
    if (gate.waived() || gate.verdict().equals("PASS") || gate.round() == 0) {
      return List.of();
    }
    var name = "Gate " + Labels.gate(gate.name(), gate.subject());
    return gate.measurements().stream()
        .filter(m -> !m.verdict().equals("PASS"))
        .map(m -> facts.marked(name + ", " + mend(m)))
        .toList();
  }

  private static String mend(MeasurementRow m) {
    var how = MENDING.getOrDefault(m.criterion(), "see the gate's reasons");
    return m.verdict().equals("FAIL")
        ? m.criterion() + " failed (" + cut(m.reason()) + "): " + how
        : m.criterion()
            + " was not measured ("
            + cut(m.missing())
            + "): measure again, or waive by two";
  }

  private static String cut(String reason) {
    return reason == null || reason.length() <= LONGEST
        ? reason
        : reason.substring(0, LONGEST) + " ...";
  }

  private static String onward(Facts facts, boolean nothingElse) {
    var next =
        switch (facts.deployment().status()) {
          case "RUNNING" -> nothingElse ? "Nothing to decide: " + underWay(facts) : underWay(facts);
          case "SIGNED_OFF" -> month(facts);
          case "INVALID" -> "Mend the plan (./muster plan check FILE) and start a new deployment";
          case "KEPT" -> "Agents stay as they are: take the deployment back or start a new one";
          default -> "Mend what is named above and start a new deployment";
        };
    return facts.rehearsed()
        ? next + "; what is rehearsed here is measured by deploying the plan with real models"
        : next;
  }

  private static String underWay(Facts facts) {
    var open =
        facts.rounds().stream()
            .filter(r -> r.endedAt() == null)
            .map(PhaseTable.Round::phase)
            .collect(Collectors.joining(", "));
    return open.isEmpty() ? "no phase is under way" : "under way: " + open;
  }

  private static String month(Facts facts) {
    return facts
        .plan()
        .map(
            p ->
                "Watch month 1: target "
                    + facts.marked("saving")
                    + " %s to %s %%"
                        .formatted(
                            p.operation().targetSavingLow(), p.operation().targetSavingHigh()))
        .orElse("Watch month 1");
  }
}
