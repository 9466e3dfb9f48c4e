package dev.muster.engine.people;

import dev.muster.agent.Runs;
import dev.muster.agent.Turns;
import dev.muster.approval.Kind;
import dev.muster.deployment.InstallationLocks;
import dev.muster.mcp.Probe;
import dev.muster.mcp.ToolLocks;
import dev.muster.plan.Binding;
import org.camunda.bpm.engine.delegate.DelegateTask;
import org.springframework.stereotype.Component;

/** What a decision means to the feature that asked for it. */
@Component
class Consequences {
  private final Probe probe;
  private final Turns turns;
  private final Runs runs;
  private final InstallationLocks installation;
  private final ToolLocks locks;

  Consequences(
      Probe probe, Turns turns, Runs runs, InstallationLocks installation, ToolLocks locks) {
    this.installation = installation;
    this.locks = locks;
    this.probe = probe;
    this.turns = turns;
    this.runs = runs;
  }

  void of(Kind kind, DelegateTask task, String outcome, String by) {
    var given = SubmittedForm.current().get("reason");
    var reason = given == null ? "" : given.toString();
    switch (kind) {
      case PROVIDE_CREDENTIALS -> {
        if (outcome.equals("SKIPPED")) {
          var binding = Binding.of((String) task.getVariable("binding"));
          probe.skip((String) task.getVariable("deploymentId"), binding, reason + " (" + by + ")");
        }
      }
      case APPROVE_TOOL_CALL -> turns.decided(runId(task), outcome.equals("ALLOWED"), by, reason);
      case REVIEW_RESULT -> runs.reviewed(runId(task), outcome.equals("ACCEPTED"), by, reason);
      case APPROVE_GATE, CONFIRM_WAIVER -> passed(task, outcome, by);
      case REVIEW_TOOLS -> reviewed(task, outcome, by, reason);
      default -> {
        // The other gates act through their outcome variable alone.
      }
    }
  }

  /** Who approves the installation approves the tools that its evidence names. */
  private void passed(DelegateTask task, String outcome, String by) {
    var yes = outcome.equals("APPROVED") || outcome.equals("CONFIRMED");
    if (yes && "mcp-installation".equals(task.getVariable("gate"))) {
      installation.approve((String) task.getVariable("deploymentId"), by, task.getId());
    }
  }

  private void reviewed(DelegateTask task, String outcome, String by, String reason) {
    var deploymentId = (String) task.getVariable("deploymentId");
    var server = (String) task.getVariable("server");
    if (outcome.equals("APPROVED")) {
      locks.agree(deploymentId, server, by, "review of changed tools, task " + task.getId());
    } else {
      locks.keep(deploymentId, server, by, reason);
    }
  }

  private static String runId(DelegateTask task) {
    return (String) task.getVariable("runId");
  }
}
