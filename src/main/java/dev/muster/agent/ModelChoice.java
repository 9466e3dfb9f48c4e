package dev.muster.agent;

import dev.muster.plan.Plan;
import dev.muster.routing.HardRules;
import dev.muster.routing.Mixes;
import dev.muster.routing.Router;
import java.util.Map;
import org.springframework.stereotype.Component;

/**
 * Which model answers next: the baseline in its arm, else an operator's rule, else the stronger one
 * that the run was given to, else the step's own, else the one that the run was opened with, else
 * the one whose share is furthest behind.
 */
@Component
class ModelChoice {
  private final RunTable table;
  private final Conversations conversations;
  private final Router router;
  private final HardRules rules;
  private final Mixes mixes;
  private final GivenModels given;

  ModelChoice(
      RunTable table,
      Conversations conversations,
      Router router,
      HardRules rules,
      Mixes mixes,
      GivenModels given) {
    this.given = given;
    this.table = table;
    this.conversations = conversations;
    this.router = router;
    this.rules = rules;
    this.mixes = mixes;
  }

  /** The model's plan name. */
  String of(Run run, Plan plan) {
    if (run.arm().equals("baseline")) {
      return router.byDeficit(plan.baseline(), Map.of());
    }
    // A rule that names a CLI is for runs that are opened from now on.
    var ruled =
        rules
            .model(run.agent(), run.task(), run.phase())
            .filter(model -> !GivenModels.isCli(plan, model));
    if (ruled.isPresent()) {
      return known(plan, ruled.get());
    }
    var escalated = table.escalatedTo(run.id());
    if (escalated.isPresent()) {
      return escalated.get();
    }
    var steps = plan.tasks().get(run.task()).steps();
    if (!steps.isEmpty() && steps.get(run.step()).model() != null) {
      return steps.get(run.step()).model();
    }
    var chosen = given.of(run.id());
    if (chosen.isPresent()) {
      return chosen.get();
    }
    var turns = conversations.turnsByModel(run.deploymentId(), run.agent());
    return router.byDeficit(mixes.of(run.deploymentId(), plan.agents().get(run.agent())), turns);
  }

  private static String known(Plan plan, String model) {
    if (!plan.models().containsKey(model)) {
      throw new IllegalStateException(
          "routing.dmn names model %s, which plan %s does not have: only %s"
              .formatted(model, plan.name(), plan.models().keySet()));
    }
    return model;
  }
}
