package dev.muster.toolbelt;

import dev.muster.threads.Threads;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The bounded pool on which the bodies of tools run, each within its time. */
final class ToolThreads implements AutoCloseable {
  private static final Duration LONGEST_WAIT = Duration.ofMinutes(2);
  private final ThreadPoolExecutor pool;

  ToolThreads(ToolbeltSettings settings) {
    this.pool = Threads.pool("toolbelt", settings.threads(), settings.waiting());
  }

  /** Waiting for a free thread is not counted as the tool's time. */
  String run(Callable<String> body, Duration limit) throws Exception {
    var started = new CountDownLatch(1);
    try {
      var future =
          pool.submit(
              () -> {
                started.countDown();
                return body.call();
              });
      try {
        if (!started.await(LONGEST_WAIT.toMillis(), TimeUnit.MILLISECONDS)) {
          throw new ToolFailed("the toolbelt is busy, try again later");
        }
        return future.get(limit.toMillis(), TimeUnit.MILLISECONDS);
      } finally {
        future.cancel(true);
      }
    } catch (TimeoutException late) {
      throw new ToolFailed("no answer within " + limit.toSeconds() + " s", late);
    } catch (RejectedExecutionException full) {
      throw new ToolFailed("the toolbelt is busy, try again later", full);
    } catch (ExecutionException failed) {
      throw failed.getCause() instanceof Exception cause ? cause : failed;
    }
  }

  int waiting() {
    return pool.getQueue().size();
  }

  @Override
  public void close() {
    pool.shutdownNow();
  }
}
