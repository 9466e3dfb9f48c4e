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
    Plan plan) {

  Agent agent() {
    return plan.agents().get(agentName);
  }

  Task task() {
    return plan.tasks().get(taskName);
  }

  boolean isBaseline() {
    return arm.equals("baseline");
  }
}
