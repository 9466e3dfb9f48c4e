package dev.muster.agent;

import dev.muster.mcp.McpSessions;
import dev.muster.threads.Threads;
import dev.muster.toolbelt.ToolbeltServers;
import jakarta.annotation.PreDestroy;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.springframework.stereotype.Component;

/**
 * What waits for MCP servers, by external task, so that it can be cancelled: tool calls and the
 * listing of tools before a model call on the room's threads, the binding of an agent's tools on
 * those of probes.
 */
@Component
class ToolFlights {
  private static final int CANCELLERS = 4;
  private static final int CLOSINGS = 10;
  private final AgentPool pool;
  private final McpSessions sessions;
  private final ToolbeltServers toolbelt;
  private final Map<String, Flight> flights = new ConcurrentHashMap<>();
  private final ExecutorService cancellers = Threads.pool("muster-cancel-tools", CANCELLERS);
  private volatile boolean closing;

  ToolFlights(AgentPool pool, McpSessions sessions, ToolbeltServers toolbelt) {
    this.pool = pool;
    this.sessions = sessions;
    this.toolbelt = toolbelt;
  }

  /**
   * @param key of the sessions that the work opens
   */
  private record Flight(String key, CompletableFuture<Void> landed) {}

  /**
   * @param key of the sessions that the work opens: a run id, or that of a binding
   */
  <T> CompletionStage<T> start(String taskId, String key, Supplier<T> work) {
    return start(taskId, key, pool.executor(), work);
  }

  /** The same on other threads. */
  <T> CompletionStage<T> start(String taskId, String key, Executor threads, Supplier<T> work) {
    var flight = new Flight(key, new CompletableFuture<>());
    flights.put(taskId, flight);
    return CompletableFuture.supplyAsync(() -> unlessStopped(taskId, work), threads)
        .whenComplete(
            (result, failure) -> {
              flights.remove(taskId, flight);
              flight.landed().complete(null);
            });
  }

  private <T> T unlessStopped(String taskId, Supplier<T> work) {
    check(taskId);
    return work.get();
  }

  /** Nothing more is begun by work that was told to stop. */
  void check(String taskId) {
    if (stopped(taskId)) {
      throw new CancellationException("cancelled");
    }
  }

  /** Whether what fails now may fail because it was told to stop. */
  boolean stopped(String taskId) {
    return closing || Thread.currentThread().isInterrupted() || !flights.containsKey(taskId);
  }

  /** On threads of its own: servers are slow to end. */
  void cancel(String taskId) {
    var flight = flights.remove(taskId);
    if (flight != null) {
      cancellers.execute(() -> end(flight));
    }
  }

  /** Until it has landed: it may have been about to open one more session. */
  private void end(Flight flight) {
    for (int i = 0; i < CLOSINGS && !flight.landed().isDone(); i++) {
      sessions.close(flight.key());
      toolbelt.release(flight.key());
      flight.landed().copy().completeOnTimeout(null, 1, TimeUnit.SECONDS).join();
    }
  }

  /** Before sessions and pools close: what fails from now on has no known outcome. */
  @PreDestroy
  void close() {
    closing = true;
    cancellers.shutdown();
  }
}
