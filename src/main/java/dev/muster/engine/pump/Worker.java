package dev.muster.engine.pump;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
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

  /** A worker whose cancel has to know what the task was about. */
  public static Worker cancelledByItem(
      String topic,
      Function<WorkItem, CompletionStage<Map<String, Object>>> body,
      Consumer<WorkItem> cancel) {
    var inHand = new ConcurrentHashMap<String, WorkItem>();
    return new Worker(
        topic,
        item -> {
          inHand.put(item.taskId(), item);
          return CompletableFuture.completedFuture(item)
              .thenCompose(body)
              .whenComplete((output, failure) -> inHand.remove(item.taskId()));
        },
        taskId -> {
          var item = inHand.get(taskId);
          if (item != null) {
            cancel.accept(item);
          }
        });
  }
}
