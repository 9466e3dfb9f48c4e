package dev.muster.deployment;

import dev.muster.agent.AgentRegistry;
import dev.muster.agent.OfferedTools;
import dev.muster.agent.Runs;
import dev.muster.approval.Approvals;
import dev.muster.evidence.Evidence;
import dev.muster.gate.Gates;
import dev.muster.ledger.Ledger;
import dev.muster.ledger.ToolCalls;
import dev.muster.mcp.McpSessions;
import dev.muster.mcp.Probe;
import dev.muster.mcp.ToolLocks;
import dev.muster.plan.DeploymentPlans;
import dev.muster.plan.Plan;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.springframework.stereotype.Component;

/** Reads the facts of a deployment from the rooms that keep them. */
@Component
class FactReading {
  private final DeploymentTable table;
  private final PhaseTable phases;
  private final DeploymentPlans plans;
  private final Probe probe;
  private final AgentRegistry registry;
  private final Runs runs;
  private final Gates gates;
  private final Approvals approvals;
  private final Ledger ledger;
  private final OfferedTools offers;
  private final ToolCalls toolCalls;
  private final ToolLocks locks;
  private final Evidence evidence;
  private final Clock clock;

  FactReading(
      DeploymentTable table,
      PhaseTable phases,
      DeploymentPlans plans,
      Probe probe,
      AgentRegistry registry,
      Runs runs,
      Gates gates,
      Approvals approvals,
      Ledger ledger,
      OfferedTools offers,
      ToolCalls toolCalls,
      ToolLocks locks,
      Evidence evidence,
      Clock clock) {
    this.table = table;
    this.phases = phases;
    this.plans = plans;
    this.probe = probe;
    this.registry = registry;
    this.runs = runs;
    this.gates = gates;
    this.approvals = approvals;
    this.ledger = ledger;
    this.offers = offers;
    this.toolCalls = toolCalls;
    this.locks = locks;
    this.evidence = evidence;
    this.clock = clock;
  }

  Facts of(String id) {
    var deployment =
        table.find(id).orElseThrow(() -> new IllegalArgumentException("no such deployment: " + id));
    return new Facts(
        deployment,
        plan(id),
        phases.all(id),
        probe.states(id),
        registry.of(id),
        runs.of(id),
        gates.all(id),
        approvals.of(id),
        ledger.attempts(id),
        offers.of(id),
        toolCalls.called(id),
        locked(id),
        evidence.chain(id),
        clock.instant());
  }

  private Map<String, List<McpSessions.Tool>> locked(String id) {
    var tools = new TreeMap<String, List<McpSessions.Tool>>();
    locks.all(id).forEach(lock -> tools.put(lock.server(), locks.surface(lock.hash())));
    return tools;
  }

  private Optional<Plan> plan(String id) {
    try {
      return Optional.of(plans.of(id).plan());
    } catch (IllegalArgumentException noneIsFrozen) {
      return Optional.empty();
    }
  }
}
