package dev.muster.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.UncheckedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What becomes of those who share a run that fails. */
@Timeout(30)
class SharedRunsTest {
  private final SharedRuns<String> runs = new SharedRuns<>();
  private final CountDownLatch go = new CountDownLatch(1);

  /** The second's run waits for the first's, and the third shares it. */
  private CompletableFuture<String> second;

  private CompletableFuture<String> third;

  @Test
  void an_interrupt_of_the_one_who_runs_it_is_no_answer_for_the_others() throws Exception {
    sharing(
        () -> {
          Thread.currentThread().interrupt();
          throw new UncheckedIOException(new ClosedByInterruptException());
        });

    assertThat(third.get()).isEqualTo("third");
    assertThatThrownBy(second::get).hasRootCauseInstanceOf(ClosedByInterruptException.class);
    assertThatThrownBy(second::join).isInstanceOf(CancellationException.class);
  }

  @Test
  void an_error_ends_the_run_for_all() throws Exception {
    sharing(
        () -> {
          throw new NoClassDefFoundError("gone");
        });

    for (var asked : new CompletableFuture<?>[] {second, third}) {
      assertThatThrownBy(() -> asked.get(20, TimeUnit.SECONDS))
          .isInstanceOf(ExecutionException.class)
          .hasCauseInstanceOf(NoClassDefFoundError.class);
    }
    assertThat(runs.get(() -> "after")).isEqualTo("after");
  }

  private void sharing(Supplier<String> failing) throws InterruptedException {
    var begun = new CountDownLatch(1);
    asking(
        () -> {
          begun.countDown();
          waited();
          return "first";
        },
        new CompletableFuture<>());
    begun.await();
    second = new CompletableFuture<>();
    waiting(asking(failing, second));
    third = new CompletableFuture<>();
    waiting(asking(() -> "third", third));
    go.countDown();
  }

  private static void waiting(Thread thread) {
    await().until(() -> thread.getState() == Thread.State.WAITING);
  }

  private Thread asking(Supplier<String> run, CompletableFuture<String> said) {
    var thread =
        new Thread(
            () -> {
              try {
                said.complete(runs.get(run));
              } catch (Throwable e) {
                said.completeExceptionally(e);
              }
            });
    thread.start();
    return thread;
  }

  private void waited() {
    try {
      go.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
