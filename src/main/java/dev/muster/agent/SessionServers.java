package dev.muster.agent;

import dev.muster.plan.Agent;
import dev.muster.plan.McpServer;
import dev.muster.plan.Plan;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import org.springframework.stereotype.Component;

/**
 * What a CLI is given of an agent's servers: the tools that a turn would offer now, so that a
 * server whose tools nobody approved is left out. What has to be looked at call by call is left out
 * as well, since a session asks nobody: risky tools, tools whose arguments the plan rules, servers
 * with a login that Muster renews.
 */
@Component
class SessionServers {
  private final AgentTools tools;
  private final ShownTools shown;

  SessionServers(AgentTools tools, ShownTools shown) {
    this.tools = tools;
    this.shown = shown;
  }

  List<McpServer> of(Run run, Plan plan, Agent agent) {
    var servers = new LinkedHashMap<String, McpServer>();
    var given = new LinkedHashMap<String, List<String>>();
    for (var spec : tools.offered(run, plan, agent)) {
      var named = AgentTools.Named.of(spec.name());
      var server =
          servers.computeIfAbsent(named.server(), name -> shown.server(run.id(), plan, name));
      if (!AgentTools.risky(plan, agent, spec.name()) && mayUse(server, named.tool())) {
        given.computeIfAbsent(named.server(), name -> new ArrayList<>()).add(named.tool());
      }
    }
    return given.entrySet().stream()
        .map(entry -> servers.get(entry.getKey()).limitedTo(entry.getValue()))
        .toList();
  }

  private static boolean mayUse(McpServer server, String tool) {
    var ruled =
        server.tools() != null
            && server.tools().rules().stream().anyMatch(rule -> rule.tool().equals(tool));
    return server.oauth() == null && !ruled;
  }
}
