package dev.muster.engine.pump;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A cancel reaches work on the pool wherever it is, and nothing else. */
class StoppableWorkTest {
  private final WorkPool pool = new WorkPool();

  @AfterEach
  void close() {
    pool.close();
  }

  @Test
  void work_that_blocks_is_interrupted() {
    var begun = new CountDownLatch(1);
    var worker = pool.stoppable("any", item -> block(begun));
    var outcome = worker.body().apply(item("a")).toCompletableFuture();
    await(begun);
    worker.cancel().accept("a");
    assertThatThrownBy(outcome::join).hasRootCauseInstanceOf(InterruptedException.class);
  }

  @Test
  void another_task_is_left_alone() {
    var begun = new CountDownLatch(1);
    var worker = pool.stoppable("any", item -> block(begun));
    var outcome = worker.body().apply(item("a")).toCompletableFuture();
    await(begun);
    worker.cancel().accept("b");
    assertThat(outcome).isNotDone();
    worker.cancel().accept("a");
  }

  @Test
  void work_that_was_stopped_while_it_waited_never_begins() {
    var begun = new AtomicBoolean();
    var work = new StoppableWork();
    work.stop();
    assertThatThrownBy(() -> work.run(() -> begun.getAndSet(true)))
        .isInstanceOf(CancellationException.class);
    assertThat(begun).isFalse();
  }

  @Test
  void a_stop_does_not_outlive_the_work_on_its_thread() {
    var work = new StoppableWork();
    work.run(
        () -> {
          work.stop();
          return null;
        });
    assertThat(Thread.currentThread().isInterrupted()).isFalse();
    work.stop();
    assertThat(Thread.currentThread().isInterrupted()).isFalse();
  }

  private static Map<String, Object> block(CountDownLatch begun) {
    begun.countDown();
    await(new CountDownLatch(1));
    return Map.of();
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static WorkItem item(String task) {
    return new WorkItem(task, "any", "i", "r", "e", "a", "ai-" + task, "d-1", Map.of(), null);
  }
}
