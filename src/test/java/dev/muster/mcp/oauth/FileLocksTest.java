package dev.muster.mcp.oauth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class FileLocksTest {
  @TempDir Path folder;

  @Test
  void who_comes_while_another_process_is_at_it_waits() throws Exception {
    var file = folder.resolve("x.lock");
    var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    var other =
        new ProcessBuilder(
                java,
                "-cp",
                System.getProperty("java.class.path"),
                HeldFile.class.getName(),
                file.toString())
            .start();
    assertThat(other.inputReader().readLine()).isEqualTo("held");
    var ours = CompletableFuture.supplyAsync(() -> FileLocks.with(file, () -> "ours"));
    Thread.sleep(200);
    assertThat(ours).isNotDone();
    other.getOutputStream().close();
    assertThat(other.waitFor(20, TimeUnit.SECONDS)).isTrue();
    assertThat(ours.get(20, TimeUnit.SECONDS)).isEqualTo("ours");
  }

  /** It needs no login: the same works when the other one is done. */
  @Test
  void who_waited_in_vain_may_come_back_later() {
    var file = folder.resolve("x.lock");
    var failed =
        FileLocks.with(
            file,
            () ->
                CompletableFuture.supplyAsync(
                        () ->
                            catchThrowableOfType(
                                LoginFailed.class,
                                () -> FileLocks.with(file, Duration.ofMillis(20), () -> true)))
                    .join());
    assertThat(failed.isOffline()).isTrue();
  }

  @Test
  void threads_of_one_process_go_one_by_one() {
    var file = folder.resolve("x.lock");
    var inside = new AtomicInteger();
    List<CompletableFuture<Integer>> all =
        IntStream.range(0, 8)
            .mapToObj(
                n -> CompletableFuture.supplyAsync(() -> FileLocks.with(file, () -> seen(inside))))
            .toList();
    assertThat(all).allSatisfy(one -> assertThat(one.join()).isOne());
  }

  private static int seen(AtomicInteger inside) {
    int now = inside.incrementAndGet();
    try {
      Thread.sleep(5);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    inside.decrementAndGet();
    return now;
  }
}
