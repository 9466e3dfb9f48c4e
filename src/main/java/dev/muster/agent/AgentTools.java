package dev.muster.agent;

import dev.muster.mcp.ToolLocks;
import dev.muster.model.ToolSpec;
import dev.muster.plan.Agent;
import dev.muster.plan.Plan;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.stereotype.Component;

/** The tools that an agent may use, under the names that models see. */
@Component
class AgentTools {
  private static final String SEPARATOR = "__";

  private final ShownTools shown;
  private final OfferedTools offers;
  private final ToolLocks locks;
  private final Map<String, List<ToolSpec>> kept = new ConcurrentHashMap<>();

  AgentTools(ShownTools shown, OfferedTools offers, ToolLocks locks) {
    this.shown = shown;
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

  /**
   * What a run offers to its model at this turn. A server is asked again only when it said that its
   * tools have changed, or when its session is a new one.
   */
  List<ToolSpec> offered(Run run, Plan plan, Agent agent) {
    var out = locks.quarantined(run.deploymentId()).stream().map(ToolLocks.Change::server).toList();
    var offered = new ArrayList<ToolSpec>();
    for (var name : agent.mcp()) {
      for (var tool : shown.offered(run, plan, name)) {
        var full = name + SEPARATOR + tool.name();
        if (!out.contains(name) && allowed(plan, agent, full)) {
          offered.add(new ToolSpec(full, tool.description(), tool.inputSchema()));
        }
      }
    }
    if (!offered.equals(kept.get(run.id()))) {
      offers.keep(run.id(), offered);
      kept.put(run.id(), List.copyOf(offered));
    }
    return offered;
  }

  void forget(String runId) {
    kept.remove(runId);
    shown.forget(runId);
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
