package dev.muster.agent;

import dev.muster.evaluation.Checks.Checked;
import dev.muster.model.Message;
import dev.muster.plan.DeploymentPlans;
import dev.muster.plan.Plan;
import dev.muster.routing.Router;
import java.util.List;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/** A failed check goes once, in the mix arm, to a stronger model of the mix, with its output. */
@Component
class Escalations {
  private static final int TAIL = 1500;

  private final RunTable table;
  private final Conversations conversations;
  private final DeploymentPlans plans;
  private final Router router;
  private final TransactionTemplate transaction;
  private final Takeovers takeovers;

  Escalations(
      RunTable table,
      Conversations conversations,
      DeploymentPlans plans,
      Router router,
      TransactionTemplate transaction,
      Takeovers takeovers) {
    this.table = table;
    this.conversations = conversations;
    this.plans = plans;
    this.router = router;
    this.transaction = transaction;
    this.takeovers = takeovers;
  }

  /** Escalates if the run may; said again, it stays said. */
  boolean escalates(Run run, List<Checked> failed) {
    if (run.stopReason() != null) {
      // Stopped before a stronger model could answer: asking it would never end.
      return false;
    }
    var plan = plans.of(run.deploymentId()).plan();
    return run.escalations() > 0
        ? asked(conversations.of(run.id()))
        : mayEscalate(run, plan) && escalated(run, plan, failed);
  }

  private static boolean asked(List<Message> messages) {
    return messages.get(messages.size() - 1) instanceof Message.User;
  }

  private static boolean mayEscalate(Run run, Plan plan) {
    return plan.routing().escalate() && run.arm().equals("mix");
  }

  private boolean escalated(Run run, Plan plan, List<Checked> failed) {
    var mix = GivenModels.called(plan, plan.agents().get(run.agent()).mix());
    var stronger = router.stronger(plan, mix, run.model());
    stronger.ifPresent(model -> takeovers.turnsFollow(run, plan, model));
    stronger.ifPresent(model -> escalate(run, model, failed));
    return stronger.isPresent();
  }

  /** Both or none: without the complaint the stronger model would have nothing to answer. */
  private void escalate(Run run, String model, List<Checked> failed) {
    transaction.executeWithoutResult(
        status -> {
          table.escalated(run.id(), model);
          conversations.add(run.id(), new Message.User(complaint(failed)), null, null);
        });
  }

  private static String complaint(List<Checked> failed) {
    var text = new StringBuilder();
    for (var check : failed) {
      var output = check.outputTail();
      var tail = output.length() <= TAIL ? output : output.substring(output.length() - TAIL);
      text.append("Your check failed: ").append(check.name()).append('\n').append(tail);
      text.append('\n');
    }
    return text.append("Find the fault and mend it.").toString();
  }
}
