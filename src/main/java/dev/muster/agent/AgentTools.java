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
  private final Map<String, Shown> listed = new ConcurrentHashMap<>();

  AgentTools(McpSessions sessions, ToolbeltServers toolbelt, OfferedTools offers, ToolLocks locks) {
    this.sessions = sessions;
    this.toolbelt = toolbelt;
    this.offers = offers;
    this.locks = locks;
  }

  /**
   * What the servers of a run showed last, and what was offered of it; a run has one turn at a
   * time.
   */
  private static final class Shown {
    final Map<String, Offer> servers = new ConcurrentHashMap<>();
    List<ToolSpec> offered = List.of();
  }

  /** What a server showed last, and whether it is not asked any more. */
  private record Offer(List<McpSessions.Tool> tools, boolean silent) {}

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

  /**
   * What a run offers to its model at this turn. A server is asked again only when it said that its
   * tools have changed, or when its session is a new one.
   */
  List<ToolSpec> offered(Run run, Plan plan, Agent agent) {
    var shown = listed.computeIfAbsent(run.id(), id -> new Shown());
    var out = locks.quarantined(run.deploymentId()).stream().map(ToolLocks.Change::server).toList();
    var offered = new ArrayList<ToolSpec>();
    for (var name : agent.mcp()) {
      for (var tool : answered(run, plan, name)) {
        var full = name + SEPARATOR + tool.name();
        if (!out.contains(name) && allowed(plan, agent, full)) {
          offered.add(new ToolSpec(full, tool.description(), tool.inputSchema()));
        }
      }
    }
    if (!offered.equals(shown.offered)) {
      offers.keep(run.id(), offered);
      shown.offered = List.copyOf(offered);
    }
    return shown.offered;
  }

  /**
   * A server that does not answer goes on offering what it did, or nothing, for the rest of the
   * run: each turn would wait for it anew. The gate's criterion servers-called judges it.
   */
  private List<McpSessions.Tool> answered(Run run, Plan plan, String name) {
    var known = listed.computeIfAbsent(run.id(), id -> new Shown()).servers;
    var last = known.getOrDefault(name, new Offer(List.of(), false));
    if (last.silent()) {
      return last.tools();
    }
    try {
      var tools = sessions.tools(use(run, name), server(run.id(), plan, name));
      if (tools.equals(last.tools())) {
        return tools;
      }
      if (isOther(run.deploymentId(), name, tools, "run " + run.id())) {
        LOG.warn("Run {} goes on without {}", run.id(), quarantined(name));
        return List.of();
      }
      known.put(name, new Offer(tools, false));
      return tools;
    } catch (McpFailure e) {
      if (Thread.currentThread().isInterrupted()) {
        throw e;
      }
      LOG.warn("Run {} hears nothing new from {}: {}", run.id(), name, e.getMessage());
      known.put(name, new Offer(last.tools(), true));
      return last.tools();
    }
  }

  /**
   * The tools of a server, which are those that were approved for the deployment: others take it
   * out of use.
   *
   * @param user of a session that is nobody else's
   * @param by who looks
   */
  List<McpSessions.Tool> approved(
      String user, String deploymentId, Plan plan, String name, String by) {
    var tools = sessions.tools(user, server(user, plan, name));
    if (isOther(deploymentId, name, tools, by)) {
      throw new McpFailure(McpFailure.Kind.FAILED, quarantined(name), null);
    }
    return tools;
  }

  /**
   * Whether these tools are not the approved ones. The toolbelt is Muster's own and has no lock.
   */
  private boolean isOther(
      String deploymentId, String name, List<McpSessions.Tool> tools, String by) {
    return !Toolbelt.SERVERS.contains(name)
        && locks.use(deploymentId, name, tools, by).quarantine() != null;
  }

  /**
   * Why a call is refused; empty: it may be sent. A server that said since the last turn that its
   * tools have changed is looked at again before it is called.
   */
  Optional<String> refusal(Run run, Plan plan, String server) {
    if (Toolbelt.SERVERS.contains(server)) {
      return Optional.empty();
    }
    answered(run, plan, server);
    return locks.quarantine(run.deploymentId(), server).map(change -> quarantined(server));
  }

  private static String quarantined(String server) {
    return server
        + " is quarantined: its tools are not those that were approved, a person has to decide"
        + " \"Review changed tools of "
        + server
        + "\"";
  }

  /**
   * The catalogue's servers are shared by the runs on a workspace; the toolbelt's know a run by its
   * token.
   */
  static McpSessions.Use use(Run run, String server) {
    return Toolbelt.SERVERS.contains(server)
        ? McpSessions.Use.alone(run.id())
        : new McpSessions.Use(run.workspaceId(), run.id());
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
