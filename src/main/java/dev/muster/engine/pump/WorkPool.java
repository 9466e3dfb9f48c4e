package dev.muster.engine.pump;

import dev.muster.threads.Threads;
import jakarta.annotation.PreDestroy;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.springframework.stereotype.Component;

/** Bounded threads for work that blocks on files, processes or the database. */
@Component
public class WorkPool {
  private static final int WIDTH = 24;
  private final ExecutorService pool = Threads.pool("muster-work", WIDTH);

  WorkPool() {}

  /** A worker whose body blocks. */
  public Worker worker(String topic, Function<WorkItem, Map<String, Object>> body) {
    return new Worker(topic, item -> CompletableFuture.supplyAsync(() -> body.apply(item), pool));
  }

  /** A worker whose body blocks and has nothing to tell. */
  public Worker doing(String topic, Consumer<WorkItem> body) {
    return worker(
        topic,
        item -> {
          body.accept(item);
          return Map.of();
        });
  }

  /**
   * A worker whose body blocks and ends soon after its thread is interrupted: so it is cancelled.
   */
  public Worker stoppable(String topic, Function<WorkItem, Map<String, Object>> body) {
    return stoppable(topic, pool, body);
  }

  /** The same on threads of its own kind, for bodies that may wait for minutes. */
  public static Worker stoppable(
      String topic, Executor threads, Function<WorkItem, Map<String, Object>> body) {
    return waiting(topic, threads, (item, waited) -> body.apply(item));
  }

  /** The same for a body that is told how long it waited for a thread. */
  public static Worker waiting(
      String topic, Executor threads, BiFunction<WorkItem, Duration, Map<String, Object>> body) {
    var inHand = new ConcurrentHashMap<String, StoppableWork>();
    return new Worker(
        topic,
        item -> {
          var work = new StoppableWork();
          inHand.put(item.taskId(), work);
          return CompletableFuture.supplyAsync(
                  () -> work.run(() -> body.apply(item, work.waited())), threads)
              .whenComplete((output, failure) -> inHand.remove(item.taskId(), work));
        },
        taskId -> Optional.ofNullable(inHand.get(taskId)).ifPresent(StoppableWork::stop));
  }

  /** Runs something that blocks. */
  public <T> CompletableFuture<T> call(Supplier<T> body) {
    return CompletableFuture.supplyAsync(body, pool);
  }

  @PreDestroy
  void close() {
    pool.shutdownNow();
  }
}
