package dev.muster.deployment;

import dev.muster.agent.AgentRegistry;
import dev.muster.approval.Approvals;
import dev.muster.evidence.Evidence;
import dev.muster.ledger.Ledger;
import dev.muster.plan.DeploymentPlans;
import dev.muster.plan.FrozenPlan;
import dev.muster.plan.FrozenPlans;
import dev.muster.plan.Plan;
import dev.muster.plan.Wave;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** The life of deployments. */
@Service
class GovernedDeployments implements Deployments {
  private static final String PROCESS = "swarm-deployment";

  private final DeploymentTable table;
  private final PhaseTable phases;
  private final FrozenPlans plans;
  private final DeploymentPlans assigned;
  private final ProcessControl processes;
  private final AgentRegistry registry;
  private final Approvals approvals;
  private final Ledger ledger;
  private final Evidence evidence;
  private final NotConfined notConfined;
  private final Closing closing;
  private final Notices notices;

  GovernedDeployments(
      DeploymentTable table,
      PhaseTable phases,
      FrozenPlans plans,
      DeploymentPlans assigned,
      ProcessControl processes,
      AgentRegistry registry,
      Approvals approvals,
      Ledger ledger,
      Evidence evidence,
      NotConfined notConfined,
      Closing closing,
      Notices notices) {
    this.table = table;
    this.phases = phases;
    this.plans = plans;
    this.assigned = assigned;
    this.processes = processes;
    this.registry = registry;
    this.approvals = approvals;
    this.ledger = ledger;
    this.evidence = evidence;
    this.notConfined = notConfined;
    this.closing = closing;
    this.notices = notices;
  }

  /** Row and process together: a crash in between must not leave a deployment that never runs. */
  @Override
  @Transactional
  public String start(Path planFile, String requester) {
    var plan = plans.read(planFile);
    var id = DeploymentIds.fresh();
    table.insert(id, plan.plan().name(), planFile.toString(), requester);
    try {
      processes.start(
          PROCESS, id, requester, Map.of("deploymentId", id, "planFile", planFile.toString()));
    } catch (RuntimeException e) {
      table.delete(id);
      throw e;
    }
    return id;
  }

  @Override
  public List<Integer> freeze(String deploymentId, String planFile, String requester) {
    table.insert(deploymentId, planFile, planFile, requester);
    assigned.assign(deploymentId, plans.freeze(Path.of(planFile)).digest());
    // What was assigned first counts, though the file may have changed since.
    var frozen = assigned.of(deploymentId);
    var plan = frozen.plan();
    table.frozen(deploymentId, plan.name(), frozen.digest(), plan.operation().cassettes() != null);
    declareBudgets(deploymentId, plan);
    registry.register(deploymentId);
    record(deploymentId, frozen, requester);
    notConfined.record(deploymentId);
    return plan.waves().stream().map(Wave::number).toList();
  }

  private void declareBudgets(String deploymentId, Plan plan) {
    ledger.declareBudget(deploymentId, plan.budget().deploymentUsd());
    plan.budget()
        .phasesUsd()
        .forEach((phase, usd) -> ledger.declareBudget(deploymentId + "/" + phase, usd));
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

  @Override
  public List<Deployment> all() {
    return table.all();
  }

  @Override
  public Optional<Deployment> find(String id) {
    return table.find(id);
  }

  @Override
  public void close(String deploymentId, String outcome) {
    closing.check(deploymentId, outcome);
    phases.endAll(deploymentId);
    var ended = table.end(deploymentId, outcome);
    evidence.append(deploymentId, "deployment-closed", outcome, Map.of("outcome", outcome));
    // An invalid plan names nobody who could be told.
    if (ended && !outcome.equals("INVALID")) {
      var page = Notices.pageOf(deploymentId);
      var summary = "The deployment has ended: " + outcome + ".";
      notices.tell(new Notices.Notice(deploymentId, "ended", "ended", outcome, summary, page));
    }
  }

  @Override
  public void abort(String deploymentId, String by) {
    if (table.find(deploymentId).isEmpty()) {
      throw new IllegalArgumentException("no such deployment: " + deploymentId);
    }
    evidence.append(deploymentId, "abort-asked", by, Map.of("by", by));
    processes.abort(deploymentId);
  }

  @Override
  public void startOperation(String deploymentId) {
    if (!approvals.approved(deploymentId, "deployment", "")) {
      throw new IllegalStateException(
          "operation of " + deploymentId + " cannot start: its deployment gate is not signed off");
    }
    // Delivered twice, it starts once.
    if (closing.operates(deploymentId)) {
      return;
    }
    processes.start(
        Closing.OPERATION,
        deploymentId,
        table.find(deploymentId).orElseThrow().requester(),
        Map.of("deploymentId", deploymentId));
  }
}
