package dev.muster.engine.people;

import dev.muster.agent.Runs;
import dev.muster.agent.Turns;
import dev.muster.approval.Kind;
import dev.muster.mcp.Probe;
import dev.muster.plan.Binding;
import org.camunda.bpm.engine.delegate.DelegateTask;
import org.springframework.stereotype.Component;

/** What a decision means to the feature that asked for it. */
@Component
class Consequences {
  private final Probe probe;
  private final Turns turns;
  private final Runs runs;

  Consequences(Probe probe, Turns turns, Runs runs) {
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
      default -> {
        // Gates act through their outcome variable alone.
      }
    }
  }

  private static String runId(DelegateTask task) {
    return (String) task.getVariable("runId");
  }
}
