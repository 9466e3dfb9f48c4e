package dev.muster.agent;

import dev.muster.mcp.McpSessions;
import dev.muster.threads.Threads;
import dev.muster.toolbelt.ToolbeltServers;
import jakarta.annotation.PreDestroy;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import org.springframework.stereotype.Component;

/** The tool calls that are under way, by external task, so that they can be cancelled. */
@Component
class ToolFlights {
  private static final int CANCELLERS = 2;
  private final AgentPool pool;
  private final McpSessions sessions;
  private final ToolbeltServers toolbelt;
  private final Map<String, String> runs = new ConcurrentHashMap<>();
  private final ExecutorService cancellers = Threads.pool("muster-cancel-tools", CANCELLERS);
  private volatile boolean closing;

  ToolFlights(AgentPool pool, McpSessions sessions, ToolbeltServers toolbelt) {
    this.pool = pool;
    this.sessions = sessions;
    this.toolbelt = toolbelt;
  }

  CompletionStage<Void> start(String taskId, String runId, Runnable calls) {
    runs.put(taskId, runId);
    return CompletableFuture.runAsync(calls, pool.executor())
        .whenComplete((none, failure) -> runs.remove(taskId));
  }

  /** Whether what fails now may fail because it was told to stop. */
  boolean stopped(String taskId) {
    return closing || Thread.currentThread().isInterrupted() || !runs.containsKey(taskId);
  }

  /** Ends the sessions and commands of the task's run; on threads of its own, servers are slow. */
  void cancel(String taskId) {
    var runId = runs.remove(taskId);
    if (runId != null) {
      cancellers.execute(
          () -> {
            sessions.close(runId);
            toolbelt.release(runId);
          });
    }
  }

  /** Before sessions and pools close: what fails from now on has no known outcome. */
  @PreDestroy
  void close() {
    closing = true;
    cancellers.shutdown();
  }
}
