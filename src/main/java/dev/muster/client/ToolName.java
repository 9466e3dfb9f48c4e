package dev.muster.client;

import dev.muster.plan.McpServer;
import java.util.List;

/** A server's tool under the name that a CLI shows to its model. */
record ToolName(String server, String tool) {

  /**
   * The longest server whose prefix fits, since names may hold the separator; null: it is none of
   * them.
   *
   * @param before what stands before the server's name
   * @param between what stands between the two
   */
  static ToolName of(String shown, List<McpServer> servers, String before, String between) {
    ToolName found = null;
    for (McpServer server : servers) {
      String prefix = before + server.name() + between;
      boolean longer = found == null || server.name().length() > found.server().length();
      if (shown.startsWith(prefix) && longer) {
        found = new ToolName(server.name(), shown.substring(prefix.length()));
      }
    }
    return found;
  }
}
