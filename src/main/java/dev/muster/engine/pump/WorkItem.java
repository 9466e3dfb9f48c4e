package dev.muster.engine.pump;

import java.util.Map;

/**
 * One external task as a worker sees it.
 *
 * @param instanceId process instance
 * @param rootId root process instance; its completions have one writer
 * @param activityInstanceId finds the call in flight when the activity is cancelled
 * @param variables what the diagram shows to the task
 * @param retries left, null before the first failure
 */
public record WorkItem(
    String taskId,
    String topic,
    String instanceId,
    String rootId,
    String executionId,
    String activityId,
    String activityInstanceId,
    String businessKey,
    Map<String, Object> variables,
    Integer retries) {

  /** A variable that must be there. */
  public String text(String name) {
    var value = variables.get(name);
    if (value == null) {
      throw new IllegalStateException("task " + activityId + " has no variable " + name);
    }
    return value.toString();
  }

  /** A number that must be there. */
  public int number(String name) {
    return Integer.parseInt(text(name));
  }

  /** The deployment that the task belongs to. */
  public String deploymentId() {
    return text("deploymentId");
  }

  /** Whether it was never tried: one that only waited has all its tries. */
  public boolean isFirstTry() {
    return retries == null || retries == Completions.TRIES;
  }
}
