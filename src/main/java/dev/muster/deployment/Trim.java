package dev.muster.deployment;

import dev.muster.plan.McpServer;
import dev.muster.plan.Plan;
import java.util.Collection;
import java.util.List;

/** What to write into a plan so that agents are offered only what they call. */
final class Trim {
  private Trim() {}

  /** Null when every tool is called, or none may be left out. */
  static String of(
      Plan plan,
      String server,
      List<String> agents,
      Collection<String> offered,
      Collection<String> neverCalled) {
    if (neverCalled.isEmpty()) {
      return null;
    }
    if (neverCalled.containsAll(offered)) {
      return "take " + server + " from mcp of " + String.join(", ", agents);
    }
    var entry = plan.mcpServers().get(server);
    if (entry == null) {
      var names = neverCalled.stream().map(tool -> server + "__" + tool).toList();
      return "tools: {deny: %s} of %s".formatted(names, String.join(", ", agents));
    }
    // The canary of each probe calls its tool, and a plan may not deny that.
    var idle = neverCalled.stream().filter(tool -> !tool.equals(canary(entry))).toList();
    return idle.isEmpty() ? null : "mcpServers.%s.tools: {deny: %s}".formatted(server, idle);
  }

  private static String canary(McpServer entry) {
    return entry.canary() == null ? "" : entry.canary().tool();
  }
}
