package dev.muster.agent;

import dev.muster.evaluation.Checks;
import dev.muster.evaluation.Checks.Checked;
import dev.muster.evidence.Evidence;
import dev.muster.mcp.McpSessions;
import dev.muster.plan.DeploymentPlans;
import dev.muster.plan.FrozenPlan;
import dev.muster.toolbelt.ToolbeltServers;
import dev.muster.workspace.Workspaces;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.springframework.stereotype.Service;

/** The life of runs. */
@Service
class OpenedRuns implements Runs {
  private final RunTable table;
  private final Conversations conversations;
  private final DeploymentPlans plans;
  private final Workspaces workspaces;
  private final RunBudgets budgets;
  private final Checks checks;
  private final Escalations escalations;
  private final McpSessions sessions;
  private final ToolbeltServers toolbelt;
  private final Evidence evidence;
  private final AgentTools tools;
  private final GivenModels given;
  private final RunLimits limits;
  private final RunQueue queue;
  private final RunSpans spans;

  OpenedRuns(
      RunTable table,
      Conversations conversations,
      DeploymentPlans plans,
      Workspaces workspaces,
      RunBudgets budgets,
      Checks checks,
      Escalations escalations,
      McpSessions sessions,
      ToolbeltServers toolbelt,
      Evidence evidence,
      AgentTools tools,
      GivenModels given,
      RunLimits limits,
      RunQueue queue,
      RunSpans spans) {
    this.table = table;
    this.conversations = conversations;
    this.plans = plans;
    this.workspaces = workspaces;
    this.budgets = budgets;
    this.checks = checks;
    this.escalations = escalations;
    this.sessions = sessions;
    this.toolbelt = toolbelt;
    this.evidence = evidence;
    this.tools = tools;
    this.given = given;
    this.limits = limits;
    this.queue = queue;
    this.spans = spans;
  }

  @Override
  public Run open(OpenRun request) {
    var id = RunIds.of(request.instanceId());
    var plan = plans.of(request.deploymentId());
    var workspaceId = request.workspaceId().isBlank() ? id : request.workspaceId();
    workspaces.create(workspaceId, template(plan, request.task()));
    table.insert(id, request, workspaceId);
    var run = table.find(id).orElseThrow();
    budgets.declare(run, plan.plan());
    given.give(run, plan.plan());
    if (given.cli(run, plan.plan()).isPresent()) {
      queue.enter(id);
    }
    return table.find(id).orElseThrow();
  }

  private static Map<String, byte[]> template(FrozenPlan plan, String task) {
    var folder = plan.plan().tasks().get(task).template();
    return folder == null ? Map.of() : plan.folder(folder);
  }

  @Override
  public Optional<Run> find(String runId) {
    return table.find(runId);
  }

  @Override
  public Optional<Run> ofInstance(String instanceId) {
    return table.ofInstance(instanceId);
  }

  @Override
  public List<Run> of(String deploymentId) {
    return table.of(deploymentId);
  }

  @Override
  public RunPage page(String deploymentId, int page, int size) {
    var skipped = (page - 1L) * size;
    return new RunPage(
        table.newest(deploymentId, skipped, size), page, size, table.count(deploymentId));
  }

  @Override
  public Set<String> authors(String runId) {
    return conversations.authors(runId);
  }

  @Override
  public String verdict(String runId) {
    var run = table.find(runId).orElseThrow();
    var plan = plans.of(run.deploymentId()).plan();
    var failed = checks.of(runId).stream().filter(c -> !c.passed()).toList();
    if (!failed.isEmpty() && escalations.escalates(run, failed)) {
      return "ESCALATE";
    }
    return plan.tasks().get(run.task()).personReviews() ? "REVIEW" : "ACCEPT";
  }

  @Override
  public void close(String runId) {
    var run = table.find(runId).orElseThrow();
    if (run.state().equals("OPEN")) {
      end(runId, "CLOSED", outcome(run));
      evidence.append(run.deploymentId(), "run-closed", runId, table.find(runId).orElseThrow());
    }
    free(runId);
  }

  /** Told by whoever ended it: a second end is none. */
  private void end(String runId, String state, String outcome) {
    if (table.end(runId, state, outcome)) {
      spans.ended(table.find(runId).orElseThrow());
    }
  }

  private String outcome(Run run) {
    if (table.accepted(run.id()).filter(accepted -> !accepted).isPresent()) {
      return "REJECTED";
    }
    if (run.stopReason() != null) {
      return "SOFT_STOPPED";
    }
    return checks.of(run.id()).stream().allMatch(Checked::passed) ? "DONE" : "CHECKS_FAILED";
  }

  @Override
  public void abort(String runId) {
    end(runId, "ABORTED", "ABORTED");
    free(runId);
  }

  private void free(String runId) {
    tools.forget(runId);
    sessions.close(runId);
    toolbelt.release(runId);
  }

  @Override
  public void reviewed(String runId, boolean accepted, String by, String reason) {
    table.accepted(runId, accepted, by + ": " + reason);
  }

  @Override
  public void begins(String runId, Duration waited) {
    limits.down(table.find(runId).orElseThrow());
    queue.leave(runId, waited);
  }

  @Override
  public void waited(String runId, long millis) {
    table.waited(runId, millis);
  }
}
