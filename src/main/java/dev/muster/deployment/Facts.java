package dev.muster.deployment;

import dev.muster.agent.AgentRegistry.Registered;
import dev.muster.agent.OfferedTools.Offered;
import dev.muster.agent.Run;
import dev.muster.approval.Approval;
import dev.muster.evidence.EvidenceEntry;
import dev.muster.gate.GateResult;
import dev.muster.ledger.Attempt;
import dev.muster.ledger.ToolCalls.Called;
import dev.muster.mcp.McpSessions;
import dev.muster.mcp.Probe.BindingState;
import dev.muster.plan.Agent;
import dev.muster.plan.Plan;
import dev.muster.plan.Wave;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is stored of a deployment, read once for one report.
 *
 * @param plan empty until a plan is frozen
 * @param locked server to the tools that were approved
 */
record Facts(
    Deployment deployment,
    Optional<Plan> plan,
    List<PhaseTable.Round> rounds,
    List<BindingState> bindings,
    List<Registered> registry,
    List<Run> runs,
    List<GateResult> gates,
    List<Approval> approvals,
    List<Attempt> attempts,
    List<Offered> offers,
    List<Called> called,
    Map<String, List<McpSessions.Tool>> locked,
    List<EvidenceEntry> chain,
    Instant now) {

  String id() {
    return deployment.id();
  }

  boolean rehearsed() {
    return deployment.rehearsal();
  }

  List<Agent> waveAgents() {
    return plan.map(Plan::waveAgents).orElse(List.of());
  }

  List<Wave> waves() {
    return plan.map(Plan::waves).orElse(List.of());
  }

  /** The end of the deployment, or now. */
  Instant until() {
    return deployment.endedAt() == null ? now : deployment.endedAt();
  }

  Optional<Registered> registered(String agent) {
    return registry.stream().filter(a -> a.agent().equals(agent)).findFirst();
  }

  /** What the plan says beside a model's name, or null. */
  String label(String model) {
    return plan.map(p -> p.models().get(model)).map(m -> m.label()).orElse(null);
  }

  String marked(String words) {
    return Rehearsed.mark(rehearsed(), words);
  }
}
