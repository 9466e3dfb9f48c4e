package dev.muster.evaluation;

import jakarta.annotation.PreDestroy;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.stereotype.Component;

/** The room's own bounded threads: checks start processes and wait for them. */
@Component
class CheckPool {
  private static final int WIDTH = 16;
  private final ThreadPoolExecutor threads;

  CheckPool() {
    var number = new AtomicInteger();
    this.threads =
        new ThreadPoolExecutor(
            WIDTH,
            WIDTH,
            30,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            body -> {
              var thread = new Thread(body, "muster-check-" + number.incrementAndGet());
              thread.setDaemon(true);
              return thread;
            });
    threads.allowCoreThreadTimeOut(true);
  }

  ExecutorService executor() {
    return threads;
  }

  @PreDestroy
  void close() {
    threads.shutdownNow();
  }
}
