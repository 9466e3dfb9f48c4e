package dev.muster.routing;

import dev.muster.plan.Agent;
import dev.muster.plan.Plan;
import dev.muster.plan.Task;

/**
 * One turn that needs a model.
 *
 * @param number answers that the run had before
 * @param stepModel the model that the plan expects at this step; null: by the mix
 * @param escalatedTo the stronger model that the run was given to; null: it was not
 * @param given the model that the whole run was given when it was opened; null: each turn is routed
 */
public record Turn(
    String deploymentId,
    String runId,
    String agentName,
    String taskName,
    String phase,
    String arm,
    String budgetPath,
    int number,
    String stepModel,
    String escalatedTo,
    String given,
    Plan plan) {

  Agent agent() {
    return plan.agents().get(agentName);
  }

  Task task() {
    return plan.tasks().get(taskName);
  }

  /** Whether this model works whole runs only. */
  boolean isCli(String model) {
    var known = plan.models().get(model);
    return known != null && known.cli() != null;
  }

  boolean isBaseline() {
    return arm.equals("baseline");
  }
}
