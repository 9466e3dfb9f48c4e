package dev.muster.agent;

import dev.muster.mcp.McpFailure;
import dev.muster.mcp.McpSessions;
import dev.muster.mcp.McpSessions.Tool;
import dev.muster.mcp.ToolLocks;
import dev.muster.plan.McpServer;
import dev.muster.plan.Plan;
import dev.muster.plan.Toolbelt;
import dev.muster.toolbelt.ToolbeltServers;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * What servers show to runs, compared with what people approved. The toolbelt is Muster's own and
 * has no lock.
 */
@Component
class ShownTools {
  private static final Logger LOG = LoggerFactory.getLogger(ShownTools.class);

  private final McpSessions sessions;
  private final ToolbeltServers toolbelt;
  private final ToolLocks locks;
  private final Map<String, Map<String, Shown>> byRun = new ConcurrentHashMap<>();

  ShownTools(McpSessions sessions, ToolbeltServers toolbelt, ToolLocks locks) {
    this.sessions = sessions;
    this.toolbelt = toolbelt;
    this.locks = locks;
  }

  /** What a server showed last, and whether it is not asked any more for an offer. */
  private record Shown(List<Tool> tools, boolean silent) {}

  /** The server behind a name, toolbelt or catalogue. */
  McpServer server(String key, Plan plan, String name) {
    return Toolbelt.SERVERS.contains(name)
        ? toolbelt.serverFor(key, name)
        : plan.mcpServers().get(name);
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

  /**
   * What may be offered. A server that does not answer goes on offering what it did, or nothing,
   * for the rest of the run: each turn would wait for it anew. The gate's criterion servers-called
   * judges it.
   */
  List<Tool> offered(Run run, Plan plan, String name) {
    var last = known(run).getOrDefault(name, new Shown(List.of(), false));
    if (last.silent()) {
      return last.tools();
    }
    try {
      return now(run, plan, name).orElse(List.of());
    } catch (McpFailure e) {
      if (Thread.currentThread().isInterrupted()) {
        throw e;
      }
      LOG.warn("Run {} hears nothing new from {}: {}", run.id(), name, e.getMessage());
      known(run).put(name, new Shown(last.tools(), true));
      return last.tools();
    }
  }

  /** What a server shows now; empty: it is quarantined. */
  private Optional<List<Tool>> now(Run run, Plan plan, String name) {
    var tools = sessions.tools(use(run, name), server(run.id(), plan, name));
    var last = known(run).get(name);
    // What this run has compared before need not be compared again.
    if (last == null || !tools.equals(last.tools())) {
      if (isOther(run.deploymentId(), name, tools, "run " + run.id())) {
        LOG.warn("Run {} goes on without {}", run.id(), quarantined(name));
        return Optional.empty();
      }
      known(run).put(name, new Shown(tools, false));
    }
    return Optional.of(tools);
  }

  /**
   * The tools of a server, which are those that were approved for the deployment: others take it
   * out of use.
   *
   * @param user of a session that is nobody else's
   * @param by who looks
   */
  List<Tool> approved(String user, String deploymentId, Plan plan, String name, String by) {
    var tools = sessions.tools(user, server(user, plan, name));
    if (isOther(deploymentId, name, tools, by)) {
      throw new McpFailure(McpFailure.Kind.FAILED, quarantined(name), null);
    }
    return tools;
  }

  private boolean isOther(String deploymentId, String name, List<Tool> tools, String by) {
    return !Toolbelt.SERVERS.contains(name)
        && locks.use(deploymentId, name, tools, by).quarantine() != null;
  }

  /**
   * Why a call is refused; empty: it may be sent. The server shows the tool now, and all that it
   * shows is approved: what a model may have been told of elsewhere is no tool.
   *
   * @throws McpFailure when the server's tools cannot be read, so that nothing can be compared
   */
  Optional<String> refusal(Run run, Plan plan, String server, String tool) {
    if (Toolbelt.SERVERS.contains(server)) {
      return Optional.empty();
    }
    var tools = now(run, plan, server);
    if (tools.isEmpty() || locks.quarantine(run.deploymentId(), server).isPresent()) {
      return Optional.of(quarantined(server));
    }
    return tools.get().stream().anyMatch(shown -> shown.name().equals(tool))
        ? Optional.empty()
        : Optional.of(server + " shows no tool " + tool);
  }

  private static String quarantined(String server) {
    return server
        + " is quarantined: its tools are not those that were approved, a person has to decide"
        + " \"Review changed tools of "
        + server
        + "\"";
  }

  private Map<String, Shown> known(Run run) {
    return byRun.computeIfAbsent(run.id(), id -> new ConcurrentHashMap<>());
  }

  void forget(String runId) {
    byRun.remove(runId);
  }
}
