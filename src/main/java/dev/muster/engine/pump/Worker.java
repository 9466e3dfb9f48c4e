package dev.muster.engine.pump;

import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * What answers one topic.
 *
 * @param body never blocks the caller; gives the output variables. Fails with {@link
 *     RaisesBpmnError}, {@link RetryLater}, or anything else for an incident
 * @param cancel called with the task id when the activity was cancelled
 */
public record Worker(
    String topic,
    Function<WorkItem, CompletionStage<Map<String, Object>>> body,
    Consumer<String> cancel) {

  /** A worker with nothing to cancel. */
  public Worker(String topic, Function<WorkItem, CompletionStage<Map<String, Object>>> body) {
    this(topic, body, taskId -> {});
  }
}
