package dev.muster.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import dev.muster.plan.McpServer;
import java.util.List;

/**
 * Warm sessions to MCP servers. All methods block and belong on a bounded pool, never on an engine,
 * web or writer thread.
 */
public interface McpSessions {

  /** A tool as tools/list showed it. */
  record Tool(String name, String description, JsonNode inputSchema) {}

  /** What a call gave. */
  record Called(String text, boolean error) {}

  /**
   * The tools of a server, all pages.
   *
   * @param key sessions are shared under it: a run id, or a binding id
   * @throws McpFailure with the reason a person can act on
   */
  List<Tool> tools(String key, McpServer server);

  /**
   * Calls a tool. Failures of the tool are results with {@code error}, failures of the wire throw.
   */
  Called call(String key, McpServer server, String tool, JsonNode arguments);

  /** Ends all sessions under the key; no process is left behind. */
  void close(String key);
}
