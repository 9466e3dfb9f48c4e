package dev.muster.evaluation;

import dev.muster.threads.Threads;
import jakarta.annotation.PreDestroy;
import java.util.concurrent.ExecutorService;
import org.springframework.stereotype.Component;

/** The room's own bounded threads: checks start processes and wait for them. */
@Component
class CheckPool {
  private static final int WIDTH = 16;
  private final ExecutorService threads = Threads.pool("muster-check", WIDTH);

  ExecutorService executor() {
    return threads;
  }

  @PreDestroy
  void close() {
    threads.shutdownNow();
  }
}
