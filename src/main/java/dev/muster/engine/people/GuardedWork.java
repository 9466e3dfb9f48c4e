package dev.muster.engine.people;

import org.camunda.bpm.engine.impl.ExternalTaskServiceImpl;

/**
 * The external task service of the house: operators retry incidents anywhere in a deployment. The
 * engine's own right for that would also let them change variables and complete tasks.
 */
public class GuardedWork extends ExternalTaskServiceImpl {
  private static final String MAY_RETRY = "operators";

  @Override
  public void setRetries(String taskId, int retries) {
    var groups = commandExecutor.execute(context -> context.getAuthenticatedGroupIds());
    if (groups == null || !groups.contains(MAY_RETRY)) {
      super.setRetries(taskId, retries);
      return;
    }
    commandExecutor.execute(
        context ->
            context.runWithoutAuthorization(
                () -> {
                  super.setRetries(taskId, retries);
                  return null;
                }));
  }
}
