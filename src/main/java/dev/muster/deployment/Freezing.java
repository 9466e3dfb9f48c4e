package dev.muster.deployment;

import dev.muster.agent.AgentRegistry;
import dev.muster.evidence.Evidence;
import dev.muster.ledger.Ledger;
import dev.muster.ledger.Limits;
import dev.muster.plan.DeploymentPlans;
import dev.muster.plan.FrozenPlan;
import dev.muster.plan.FrozenPlans;
import dev.muster.plan.Plan;
import dev.muster.plan.WorkLimit;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.Map;
import org.springframework.stereotype.Component;

/** Freezes a plan for a deployment, and sets up what the frozen plan declares. */
@Component
class Freezing {
  private final DeploymentTable table;
  private final FrozenPlans plans;
  private final DeploymentPlans assigned;
  private final AgentRegistry registry;
  private final Ledger ledger;
  private final Evidence evidence;
  private final PlanFolders folders;
  private final KnownPlaces places;
  private final NotConfined notConfined;

  Freezing(
      DeploymentTable table,
      FrozenPlans plans,
      DeploymentPlans assigned,
      AgentRegistry registry,
      Ledger ledger,
      Evidence evidence,
      PlanFolders folders,
      KnownPlaces places,
      NotConfined notConfined) {
    this.table = table;
    this.plans = plans;
    this.assigned = assigned;
    this.registry = registry;
    this.ledger = ledger;
    this.evidence = evidence;
    this.folders = folders;
    this.places = places;
    this.notConfined = notConfined;
  }

  /** Delivered twice, it gives what was frozen first. */
  Plan freeze(String deploymentId, String planFile, String requester) {
    table.insert(deploymentId, planFile, planFile, requester);
    assigned.assign(deploymentId, frozen(planFile).digest());
    // What was assigned first counts, though the file may have changed since.
    var frozen = assigned.of(deploymentId);
    var plan = frozen.plan();
    table.frozen(deploymentId, plan.name(), frozen.digest(), plan.operation().cassettes() != null);
    declareBudgets(deploymentId, plan);
    registry.register(deploymentId);
    record(deploymentId, frozen, requester);
    notConfined.record(deploymentId);
    return plan;
  }

  /** Reads and checks a plan without keeping it. Throws {@code PlanInvalid}. */
  Plan read(Path planFile) {
    folders.require(planFile.toString());
    var plan = plans.read(planFile);
    places.require(planFile.toString(), plan);
    return plan.plan();
  }

  private FrozenPlan frozen(String planFile) {
    folders.require(planFile);
    var plan = plans.freeze(Path.of(planFile));
    places.require(planFile, plan);
    return plan;
  }

  private void declareBudgets(String deploymentId, Plan plan) {
    var budget = plan.budget();
    ledger.declareBudget(deploymentId, limits(budget.deploymentUsd(), budget.deployment()));
    budget
        .phasesUsd()
        .forEach(
            (phase, usd) ->
                ledger.declareBudget(
                    deploymentId + "/" + phase, limits(usd, budget.phases().get(phase))));
  }

  private static Limits limits(BigDecimal usd, WorkLimit work) {
    return work == null
        ? new Limits(usd, null, null)
        : new Limits(usd, work.tokens(), work.turns());
  }

  private void record(String deploymentId, FrozenPlan frozen, String requester) {
    evidence.append(
        deploymentId,
        "plan-frozen",
        frozen.plan().name(),
        Map.of(
            "digest", frozen.digest(),
            "requester", requester,
            "files", frozen.files().size()));
  }
}
