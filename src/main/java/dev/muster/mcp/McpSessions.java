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
   * Whose session, and who uses it.
   *
   * @param key one session per key and server: a workspace, or whatever else must not be shared
   * @param user a run, or a binding
   */
  record Use(String key, String user) {
    /** A session that is nobody else's. */
    public static Use alone(String user) {
      return new Use(user, user);
    }
  }

  /**
   * The tools of a server, all pages. Asked of the server once for each session, again after it
   * said that they have changed, and over HTTP when the last answer is older than a minute.
   *
   * @throws McpFailure with the reason a person can act on
   */
  List<Tool> tools(Use use, McpServer server);

  /**
   * Calls a tool. Failures of the tool, and calls that the plan does not let through, are results
   * with {@code error}; failures of the wire throw. A call is sent at most once.
   *
   * @throws NewSession when the user has not seen the tools of this session: it may be with another
   *     server than the one whose tools were approved
   */
  Called call(Use use, McpServer server, String tool, JsonNode arguments);

  /** {@link #tools(Use, McpServer)} of a session that is nobody else's. */
  default List<Tool> tools(String user, McpServer server) {
    return tools(Use.alone(user), server);
  }

  /**
   * The user is gone: its calls in flight end, and so do sessions that were its alone. Shared ones
   * end a little after their last user, in case the next run on the workspace wants them.
   */
  void close(String user);
}
