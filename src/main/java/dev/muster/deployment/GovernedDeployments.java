package dev.muster.deployment;

import dev.muster.approval.Approvals;
import dev.muster.evidence.Evidence;
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
  private final ProcessControl processes;
  private final Approvals approvals;
  private final Evidence evidence;
  private final Freezing freezing;
  private final Closing closing;
  private final Notices notices;

  GovernedDeployments(
      DeploymentTable table,
      PhaseTable phases,
      ProcessControl processes,
      Approvals approvals,
      Evidence evidence,
      Freezing freezing,
      Closing closing,
      Notices notices) {
    this.table = table;
    this.phases = phases;
    this.processes = processes;
    this.approvals = approvals;
    this.evidence = evidence;
    this.freezing = freezing;
    this.closing = closing;
    this.notices = notices;
  }

  /** Row and process together: a crash in between must not leave a deployment that never runs. */
  @Override
  @Transactional
  public String start(Path planFile, String requester) {
    var plan = freezing.read(planFile);
    var id = DeploymentIds.fresh();
    table.insert(id, plan.name(), planFile.toString(), requester);
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
    var plan = freezing.freeze(deploymentId, planFile, requester);
    return plan.waves().stream().map(Wave::number).toList();
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
