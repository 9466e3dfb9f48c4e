package dev.muster.toolbelt;

import dev.muster.plan.McpServer;

/** The running toolbelt. */
public interface ToolbeltServers {

  /**
   * How a run reaches one server of the toolbelt: url on 127.0.0.1 and bearer token of the run.
   *
   * @param name one of {@link dev.muster.plan.Toolbelt#SERVERS}
   * @throws IllegalArgumentException for another name
   */
  McpServer serverFor(String runId, String name);

  /** Frees what the toolbelt holds for a run (its database schema). */
  void release(String runId);
}
