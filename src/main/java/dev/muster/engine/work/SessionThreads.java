package dev.muster.engine.work;

import dev.muster.threads.Threads;
import jakarta.annotation.PreDestroy;
import java.util.concurrent.ExecutorService;
import org.springframework.stereotype.Component;

/** A session holds its thread for minutes: it takes none from work that is quick. */
@Component
class SessionThreads {
  private static final int WIDTH = 16;
  private final ExecutorService threads = Threads.pool("muster-sessions", WIDTH);

  ExecutorService executor() {
    return threads;
  }

  @PreDestroy
  void close() {
    threads.shutdownNow();
  }
}
