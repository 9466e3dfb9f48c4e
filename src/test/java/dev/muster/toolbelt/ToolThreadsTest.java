package dev.muster.toolbelt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Bodies run on the toolbelt's own threads, bounded in number and time. */
@Timeout(60)
class ToolThreadsTest {
  private static final Duration LONG = Duration.ofSeconds(50);

  @Test
  void aBodyRunsOnAThreadOfTheToolbelt() throws Exception {
    try (var threads = new ToolThreads(new ToolbeltSettings(0, 2, 2))) {
      assertThat(threads.run(() -> Thread.currentThread().getName(), LONG)).startsWith("toolbelt-");
    }
  }

  @Test
  void aBodyThatTakesTooLongIsInterrupted() throws Exception {
    var interrupted = new CountDownLatch(1);
    try (var threads = new ToolThreads(new ToolbeltSettings(0, 1, 1))) {
      assertThatThrownBy(
              () -> threads.run(() -> sleepUntilInterrupted(interrupted), Duration.ofMillis(50)))
          .isInstanceOf(ToolFailed.class)
          .hasMessageContaining("no answer within");
      assertThat(interrupted.await(30, TimeUnit.SECONDS)).isTrue();
      assertThat(threads.run(() -> "free again", LONG)).isEqualTo("free again");
    }
  }

  private static String sleepUntilInterrupted(CountDownLatch interrupted) throws Exception {
    try {
      Thread.sleep(50_000);
      return "never";
    } catch (InterruptedException expected) {
      interrupted.countDown();
      throw expected;
    }
  }

  @Test
  void whatIsTooMuchIsRefusedAtOnce() throws Exception {
    var go = new CountDownLatch(1);
    var started = new CountDownLatch(1);
    try (var threads = new ToolThreads(new ToolbeltSettings(0, 1, 1))) {
      var first = async(threads, started, go);
      started.await();
      var second = async(threads, new CountDownLatch(1), go);
      while (threads.waiting() == 0) {
        Thread.onSpinWait();
      }
      assertThatThrownBy(() -> threads.run(() -> "third", LONG)).hasMessageContaining("busy");
      go.countDown();
      assertThat(first.join() + second.join()).isEqualTo("donedone");
    }
  }

  private static CompletableFuture<String> async(
      ToolThreads threads, CountDownLatch started, CountDownLatch go) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return threads.run(
                () -> {
                  started.countDown();
                  go.await();
                  return "done";
                },
                LONG);
          } catch (Exception failed) {
            throw new IllegalStateException(failed);
          }
        },
        work -> new Thread(work).start());
  }
}
