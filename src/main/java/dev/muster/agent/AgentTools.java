package dev.muster.agent;

import dev.muster.mcp.McpFailure;
import dev.muster.mcp.McpSessions;
import dev.muster.mcp.ToolLocks;
import dev.muster.model.ToolSpec;
import dev.muster.plan.Agent;
import dev.muster.plan.McpServer;
import dev.muster.plan.Plan;
import dev.muster.plan.Toolbelt;
import dev.muster.toolbelt.ToolbeltServers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** The tools that an agent may use, under the names that models see. */
@Component
class AgentTools {
  private static final Logger LOG = LoggerFactory.getLogger(AgentTools.class);
  private static final String SEPARATOR = "__";

  private final McpSessions sessions;
  private final ToolbeltServers toolbelt;
  private final OfferedTools offers;
  private final ToolLocks locks;
  private final Map<String, List<ToolSpec>> listed = new ConcurrentHashMap<>();

  AgentTools(
      McpSessions sessions, ToolbeltServers toolbelt, OfferedTools offers, ToolLocks locks) {
    this.sessions = sessions;
    this.toolbelt = toolbelt;
    this.offers = offers;
    this.locks = locks;
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

  /** What a run offers to its model; listed once for each run, which has one turn at a time. */
  List<ToolSpec> offered(Run run, Plan plan, Agent agent) {
    var known = listed.get(run.id());
    if (known == null) {
      // Not in computeIfAbsent: servers start here, and other runs' entries must not wait for it.
      known = list(run, plan, agent);
      offers.keep(run.id(), known);
      listed.put(run.id(), known);
    }
    var out = locks.quarantined(run.deploymentId()).stream().map(ToolLocks.Change::server).toList();
    return known.stream().filter(t -> !out.contains(Named.of(t.name()).server())).toList();
  }

  private List<ToolSpec> list(Run run, Plan plan, Agent agent) {
    var offered = new ArrayList<ToolSpec>();
    for (var name : agent.mcp()) {
      for (var tool : answered(run, plan, name)) {
        var full = name + SEPARATOR + tool.name();
        if (allowed(plan, agent, full)) {
          offered.add(new ToolSpec(full, tool.description(), tool.inputSchema()));
        }
      }
    }
    return List.copyOf(offered);
  }

  /**
   * A server that does not answer offers nothing: the gate's criterion servers-called judges it.
   */
  private List<McpSessions.Tool> answered(Run run, Plan plan, String name) {
    try {
      return approved(run.id(), run.deploymentId(), plan, name, "run " + run.id());
    } catch (McpFailure e) {
      if (Thread.currentThread().isInterrupted()) {
        throw e;
      }
      LOG.warn("Run {} goes on without {}: {}", run.id(), name, e.getMessage());
      return List.of();
    }
  }

  /**
   * The tools of a server, which are those that were approved for the deployment: others take it
   * out of use. The toolbelt is Muster's own and has no lock.
   *
   * @param key of the session
   * @param by who looks
   */
  List<McpSessions.Tool> approved(
      String key, String deploymentId, Plan plan, String name, String by) {
    var tools = sessions.tools(key, server(key, plan, name));
    if (Toolbelt.SERVERS.contains(name)) {
      return tools;
    }
    if (locks.use(deploymentId, name, tools, by).quarantine() != null) {
      throw new McpFailure(McpFailure.Kind.FAILED, quarantined(name), null);
    }
    return tools;
  }

  /** Why a call is refused; empty: it may be sent. */
  Optional<String> refusal(String deploymentId, String server) {
    return locks.quarantine(deploymentId, server).map(change -> quarantined(server));
  }

  private static String quarantined(String server) {
    return server
        + " is quarantined: its tools are not those that were approved, a person has to decide"
        + " \"Review changed tools of "
        + server
        + "\"";
  }

  void forget(String runId) {
    listed.remove(runId);
  }

  /**
   * Deny wins over allow; without an allow list every tool of the agent's servers is allowed that
   * the plan lets anybody use.
   */
  static boolean allowed(Plan plan, Agent agent, String tool) {
    var named = Named.of(tool);
    var server = plan.mcpServers().get(named.server());
    var known = agent.mcp().contains(named.server());
    var used = server == null || server.lets(named.tool());
    var wanted = agent.allowTools().isEmpty() || matches(agent.allowTools(), tool);
    return known && used && wanted && !matches(agent.denyTools(), tool);
  }

  /** A tool that is not allowed at all is refused without asking anybody. */
  static boolean risky(Plan plan, Agent agent, String tool) {
    return allowed(plan, agent, tool) && matches(agent.riskyTools(), tool);
  }

  private static boolean matches(List<String> patterns, String tool) {
    return patterns.stream()
        .anyMatch(
            p ->
                p.endsWith("*") ? tool.startsWith(p.substring(0, p.length() - 1)) : p.equals(tool));
  }
}
