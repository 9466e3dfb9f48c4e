package dev.muster.deployment;

import dev.muster.agent.AgentRegistry;
import dev.muster.agent.AgentRegistry.Status;
import dev.muster.approval.Approvals;
import dev.muster.gate.GateResult;
import dev.muster.gate.Gates;
import dev.muster.journal.Journal;
import dev.muster.plan.DeploymentPlans;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.springframework.stereotype.Component;

/**
 * What has to be on record before a deployment ends in one way or another: a token that got there
 * proves nothing.
 */
@Component
class Closing {
  static final String OPERATION = "swarm-operation";
  private static final Set<Status> ROLLED_OUT =
      Set.of(Status.PROVISIONING, Status.CANARY, Status.ACTIVE);

  private final DeploymentPlans plans;
  private final Approvals approvals;
  private final Gates gates;
  private final AgentRegistry registry;
  private final Journal journal;
  private final ProcessControl processes;

  Closing(
      DeploymentPlans plans,
      Approvals approvals,
      Gates gates,
      AgentRegistry registry,
      Journal journal,
      ProcessControl processes) {
    this.plans = plans;
    this.approvals = approvals;
    this.gates = gates;
    this.registry = registry;
    this.journal = journal;
    this.processes = processes;
  }

  /** Throws with everything that stands against this end. */
  void check(String deploymentId, String outcome) {
    var against =
        switch (outcome) {
          case "SIGNED_OFF" -> notThrough(deploymentId);
          case "TAKEN_BACK", "ABORTED" -> notTakenBack(deploymentId);
          default -> List.<String>of();
        };
    if (!against.isEmpty()) {
      throw new IllegalStateException(
          "deployment " + deploymentId + " cannot end " + outcome + ": " + against);
    }
  }

  /** Whether the month runs already. */
  boolean operates(String deploymentId) {
    return processes.runs(deploymentId, OPERATION);
  }

  private List<String> notThrough(String deploymentId) {
    var approved = new ArrayList<>(List.of(GovernedPhases.INSTALLATION, GovernedPhases.TEST));
    plans.of(deploymentId).plan().waves().forEach(wave -> approved.add(wave.gate()));
    approved.add(GovernedPhases.DEPLOYMENT);
    var against = new ArrayList<String>();
    approved.stream()
        .filter(gate -> !approvals.approved(deploymentId, gate, ""))
        .forEach(gate -> against.add("gate " + gate + " is not through"));
    var withFeature =
        plans.of(deploymentId).plan().waves().stream().anyMatch(w -> !w.feature().isEmpty());
    // No person approves the feature trial: what counts is its newest verdict.
    if (withFeature && !goes(deploymentId, GovernedPhases.FEATURE)) {
      against.add("gate feature is not through");
    }
    if (!operates(deploymentId)) {
      against.add("its operation was not started");
    }
    return against;
  }

  private boolean goes(String deploymentId, String gate) {
    return gates.newest(deploymentId, gate, "").filter(GateResult::goes).isPresent();
  }

  private List<String> notTakenBack(String deploymentId) {
    var against = new ArrayList<String>();
    registry.of(deploymentId).stream()
        .filter(agent -> ROLLED_OUT.contains(agent.status()))
        .forEach(agent -> against.add("agent " + agent.agent() + " is " + agent.status()));
    if (!journal.closed(deploymentId)) {
      against.add("its files were not taken back");
    }
    return against;
  }
}
