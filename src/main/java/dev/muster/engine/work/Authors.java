package dev.muster.engine.work;

import dev.muster.agent.Run;
import dev.muster.plan.Plan;
import dev.muster.plan.Task;
import dev.muster.routing.HardRules;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/** Whoever may have written in either arm: both arms of a task have the same judge. */
final class Authors {

  private Authors() {}

  /**
   * Plan names of models.
   *
   * @param answered who wrote in this run
   */
  static Set<String> of(Run run, Plan plan, Set<String> answered, HardRules rules) {
    var authors = new TreeSet<>(answered);
    authors.addAll(ruled(run, plan, rules));
    plan.tasks().get(run.task()).steps().stream()
        .map(Task.Step::model)
        .filter(Objects::nonNull)
        .forEach(authors::add);
    authors.addAll(plan.agents().get(run.agent()).mix().shares().keySet());
    if (!plan.agents().get(run.agent()).isTest()) {
      authors.addAll(plan.baseline().shares().keySet());
    }
    authors.addAll(plan.routing().withFallbacks(authors));
    return authors;
  }

  /**
   * Whom the rules bring in from outside the mix. Not asked with what is left of a budget, which
   * differs between the arms; a family brings in nobody, only a model's own name does.
   */
  private static Set<String> ruled(Run run, Plan plan, HardRules rules) {
    var task = plan.tasks().get(run.task());
    var rule = rules.rule(HardRules.Asked.of(run.agent(), task, run.phase(), null));
    var ruled = new TreeSet<String>();
    if (rule.model() != null) {
      ruled.add(rule.model());
    }
    rule.only().stream().filter(plan.models()::containsKey).forEach(ruled::add);
    return ruled;
  }
}
