package dev.muster.agent;

import dev.muster.agent.AgentRegistry.Status;
import dev.muster.client.Clients;
import dev.muster.journal.Journal;
import dev.muster.mcp.McpFailure;
import dev.muster.mcp.McpSessions;
import dev.muster.plan.Agent;
import dev.muster.plan.DeploymentPlans;
import dev.muster.plan.Plan;
import dev.muster.toolbelt.RunContexts.RunContext;
import dev.muster.toolbelt.ToolbeltServers;
import dev.muster.workspace.Workspaces;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.stereotype.Service;
import org.springframework.transaction.support.TransactionTemplate;

/** Provisions agents: definition files in every client, and proof that their tools answer. */
@Service
class ProvisionedAgents implements Provisioning {
  private final DeploymentPlans plans;
  private final RegisteredAgents registry;
  private final Clients clients;
  private final Journal journal;
  private final McpSessions sessions;
  private final ToolbeltServers toolbelt;
  private final ShownTools tools;
  private final KnownRuns runs;
  private final Workspaces workspaces;
  private final AgentServers servers;
  private final AgentPool pool;
  private final ToolFlights flights;
  private final TransactionTemplate transaction;
  private final Set<String> cancelled = ConcurrentHashMap.newKeySet();

  ProvisionedAgents(
      DeploymentPlans plans,
      RegisteredAgents registry,
      Clients clients,
      Journal journal,
      McpSessions sessions,
      ToolbeltServers toolbelt,
      ShownTools tools,
      KnownRuns runs,
      Workspaces workspaces,
      AgentServers servers,
      AgentPool pool,
      ToolFlights flights,
      TransactionTemplate transaction) {
    this.plans = plans;
    this.registry = registry;
    this.clients = clients;
    this.journal = journal;
    this.sessions = sessions;
    this.toolbelt = toolbelt;
    this.tools = tools;
    this.runs = runs;
    this.workspaces = workspaces;
    this.servers = servers;
    this.pool = pool;
    this.flights = flights;
    this.transaction = transaction;
  }

  @Override
  public CompletionStage<Provisioned> provision(
      String deploymentId, String phase, String agent, String visit) {
    var scope = scope(deploymentId, phase, agent);
    cancelled.remove(scope);
    return CompletableFuture.supplyAsync(
            () -> provisioned(deploymentId, phase, agent, visit), pool.executor())
        .whenComplete((provisioned, failure) -> cancelled.remove(scope));
  }

  @Override
  public void cancel(String deploymentId, String phase, String agent) {
    cancelled.add(scope(deploymentId, phase, agent));
  }

  private static String scope(String deploymentId, String phase, String agent) {
    return deploymentId + "/" + phase + "/" + agent;
  }

  private Provisioned provisioned(String deploymentId, String phase, String name, String visit) {
    var known = registry.find(deploymentId, name).orElseThrow();
    if (known.status() == Status.CANARY || known.status() == Status.ACTIVE) {
      return new Provisioned("SKIPPED", List.of(), known.round());
    }
    var plan = plans.of(deploymentId).plan();
    var agent = plan.agents().get(name);
    var scope = scope(deploymentId, phase, name);
    var round = transaction.execute(status -> begin(scope, deploymentId, phase, name, visit));
    define(scope, plan, agent);
    return new Provisioned("PROVISIONED", canaries(agent), round);
  }

  /**
   * Together: a take-back marks the agent before it closes the scope, so it either comes before the
   * round, or closes again what the round has opened.
   */
  private int begin(String scope, String deploymentId, String phase, String name, String visit) {
    var round = registry.startRound(deploymentId, phase, name, visit);
    unlessCancelled(scope);
    journal.reopen(scope);
    return round;
  }

  private void define(String scope, Plan plan, Agent agent) {
    var own = agent.mcp().stream().map(plan.mcpServers()::get).filter(Objects::nonNull).toList();
    plan.clients().values().stream()
        .filter(client -> client.agentDefinitions())
        .forEach(
            client -> {
              unlessCancelled(scope);
              clients.define(scope, client, agent, own);
            });
  }

  private void unlessCancelled(String scope) {
    if (cancelled.contains(scope)) {
      throw new CancellationException(scope + " was cancelled");
    }
  }

  private static List<String> canaries(Agent agent) {
    return agent.canaries().stream()
        .flatMap(task -> List.of(task + ":mix", task + ":baseline").stream())
        .toList();
  }

  @Override
  public CompletionStage<List<Bound>> bindTools(String deploymentId, String phase, String agent) {
    var id = binding(deploymentId, agent);
    return flights.start(id, id, () -> boundNow(id, deploymentId, agent));
  }

  @Override
  public void cancelBinding(String deploymentId, String phase, String agent) {
    flights.cancel(binding(deploymentId, agent));
  }

  private static String binding(String deploymentId, String agent) {
    return "bind-" + deploymentId + "-" + agent;
  }

  private List<Bound> boundNow(String id, String deploymentId, String name) {
    var plan = plans.of(deploymentId).plan();
    var agent = plan.agents().get(name);
    workspaces.create(id, Map.of());
    runs.binding(new RunContext(id, deploymentId, id, plan.toolbelt(), null));
    try {
      var bound =
          agent.mcp().stream().map(server -> bind(id, deploymentId, plan, name, server)).toList();
      flights.check(id);
      servers.store(deploymentId, bound);
      return bound;
    } finally {
      sessions.close(id);
      toolbelt.release(id);
      runs.bound(id);
      workspaces.delete(workspaces.open(id).root());
    }
  }

  private Bound bind(String id, String deploymentId, Plan plan, String agent, String server) {
    flights.check(id);
    try {
      var found = tools.approved(id, deploymentId, plan, server, "binding of " + agent);
      return new Bound(agent, server, true, found.size(), "");
    } catch (McpFailure e) {
      return new Bound(agent, server, false, 0, e.kind() + ": " + e.getMessage());
    }
  }

  @Override
  public List<Bound> bound(String deploymentId, String agent) {
    return servers.of(deploymentId, agent);
  }
}
