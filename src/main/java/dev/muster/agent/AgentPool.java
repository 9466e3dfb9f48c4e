package dev.muster.agent;

import dev.muster.threads.Threads;
import jakarta.annotation.PreDestroy;
import java.util.concurrent.ExecutorService;
import org.springframework.stereotype.Component;

/** The room's own bounded threads: turns wait for the database and for tools. */
@Component
class AgentPool {
  private static final int WIDTH = 32;
  private final ExecutorService threads = Threads.pool("muster-agent", WIDTH);

  ExecutorService executor() {
    return threads;
  }

  @PreDestroy
  void close() {
    threads.shutdownNow();
  }
}
