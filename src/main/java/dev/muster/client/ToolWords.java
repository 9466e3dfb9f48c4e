package dev.muster.client;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.muster.plan.McpServer;
import java.util.List;

/**
 * How a client is told which tools of a server it may use.
 *
 * @param allow key of the list of allowed tools, null: the client is told elsewhere
 * @param deny key of the list of denied tools, null: there is none
 * @param always whether the list of allowed tools is always there, with a star for all
 */
record ToolWords(String allow, String deny, boolean always) {

  /** Either list says it: what is allowed, or all but what is denied. */
  void put(ObjectNode entry, McpServer server) {
    McpServer.Tools tools = server.tools();
    if (allow == null && deny == null) {
      return;
    }
    if (tools == null) {
      if (always) {
        put(entry, allow, List.of("*"));
      }
    } else if (tools.allow().isEmpty() && deny != null) {
      put(entry, deny, tools.deny());
    } else {
      put(entry, allow, allowed(server, tools));
    }
  }

  private static List<String> allowed(McpServer server, McpServer.Tools tools) {
    List<String> from = tools.allow().isEmpty() ? server.expect().names() : tools.allow();
    List<String> allowed = from.stream().filter(tool -> !tools.deny().contains(tool)).toList();
    if (allowed.isEmpty()) {
      throw new Unreadable(
          "the client is told which tools it may use, not which it may not: give tools.allow, or"
              + " all tools of "
              + server.name()
              + " in expect.names");
    }
    return allowed;
  }

  private static void put(ObjectNode entry, String key, List<String> tools) {
    tools.forEach(entry.putArray(key)::add);
  }
}
