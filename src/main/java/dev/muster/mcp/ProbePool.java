package dev.muster.mcp;

import dev.muster.threads.Threads;
import jakarta.annotation.PreDestroy;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.function.Supplier;
import org.springframework.stereotype.Component;

/**
 * Bounded threads for whatever waits until MCP servers show their tools: probes of an installation,
 * of a day and of people, and the binding of agents' tools. Servers that hang for minutes hold
 * these threads and nobody else's. It is wide, since its threads only wait.
 */
@Component
public class ProbePool {
  private static final int WIDTH = 48;
  private final ExecutorService pool = Threads.pool("muster-probe", WIDTH);

  ProbePool() {}

  /** For work that can be cancelled by an interrupt of its thread. */
  public Executor executor() {
    return pool;
  }

  <T> CompletableFuture<T> call(Supplier<T> body) {
    return CompletableFuture.supplyAsync(body, pool);
  }

  @PreDestroy
  void close() {
    pool.shutdownNow();
  }
}
