package dev.muster.agent;

import dev.muster.mcp.McpSessions;
import dev.muster.model.ToolSpec;
import dev.muster.plan.Agent;
import dev.muster.plan.McpServer;
import dev.muster.plan.Plan;
import dev.muster.plan.Toolbelt;
import dev.muster.toolbelt.ToolbeltServers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.stereotype.Component;

/** The tools that an agent may use, under the names that models see. */
@Component
class AgentTools {
  private static final String SEPARATOR = "__";

  private final McpSessions sessions;
  private final ToolbeltServers toolbelt;
  private final Map<String, List<ToolSpec>> listed = new ConcurrentHashMap<>();

  AgentTools(McpSessions sessions, ToolbeltServers toolbelt) {
    this.sessions = sessions;
    this.toolbelt = toolbelt;
  }

  /** A tool by its two names. */
  record Named(String server, String tool) {
    static Named of(String name) {
      int at = name.indexOf(SEPARATOR);
      return at < 1
          ? new Named("", name)
          : new Named(name.substring(0, at), name.substring(at + 2));
    }
  }

  /** The server behind a name, toolbelt or catalogue. */
  McpServer server(String key, Plan plan, String name) {
    return Toolbelt.SERVERS.contains(name)
        ? toolbelt.serverFor(key, name)
        : plan.mcpServers().get(name);
  }

  /** What a run offers to its model; listed once for each run. */
  List<ToolSpec> offered(String runId, Plan plan, Agent agent) {
    return listed.computeIfAbsent(runId, id -> list(id, plan, agent));
  }

  private List<ToolSpec> list(String runId, Plan plan, Agent agent) {
    var offered = new ArrayList<ToolSpec>();
    for (var name : agent.mcp()) {
      for (var tool : sessions.tools(runId, server(runId, plan, name))) {
        var full = name + SEPARATOR + tool.name();
        if (allowed(agent, full)) {
          offered.add(new ToolSpec(full, tool.description(), tool.inputSchema()));
        }
      }
    }
    return List.copyOf(offered);
  }

  void forget(String runId) {
    listed.remove(runId);
  }

  /** Deny wins over allow; without an allow list every tool of the agent's servers is allowed. */
  static boolean allowed(Agent agent, String tool) {
    var known = agent.mcp().contains(Named.of(tool).server());
    var wanted = agent.allowTools().isEmpty() || matches(agent.allowTools(), tool);
    return known && wanted && !matches(agent.denyTools(), tool);
  }

  /** A tool that is not allowed at all is refused without asking anybody. */
  static boolean risky(Agent agent, String tool) {
    return allowed(agent, tool) && matches(agent.riskyTools(), tool);
  }

  private static boolean matches(List<String> patterns, String tool) {
    return patterns.stream()
        .anyMatch(
            p ->
                p.endsWith("*") ? tool.startsWith(p.substring(0, p.length() - 1)) : p.equals(tool));
  }
}
