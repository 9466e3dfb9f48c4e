package dev.muster.mcp;

import dev.muster.client.ClientListing;
import dev.muster.client.Clients;
import dev.muster.plan.Binding;
import dev.muster.plan.Plan;
import java.util.concurrent.CancellationException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Service;

/** Looks again at the servers of a deployment, on its record. */
@Service
public class DeploymentProbes {
  private static final Logger LOG = LoggerFactory.getLogger(DeploymentProbes.class);
  private final Probe probe;
  private final Clients clients;
  private final ClientListing listing;
  private final McpSessions sessions;
  private final ToolLocks locks;

  DeploymentProbes(
      Probe probe, Clients clients, ClientListing listing, McpSessions sessions, ToolLocks locks) {
    this.probe = probe;
    this.clients = clients;
    this.listing = listing;
    this.sessions = sessions;
    this.locks = locks;
  }

  /**
   * All servers that have a lock, each where it is bound; one fault is none of the others'. Blocks.
   */
  public void probe(String deploymentId, Plan plan) {
    for (var lock : locks.all(deploymentId)) {
      try {
        probe(deploymentId, plan, lock.server());
      } catch (CancellationException e) {
        throw e;
      } catch (RuntimeException e) {
        LOG.warn("{} of {} cannot be probed: {}", lock.server(), deploymentId, e.getMessage());
      }
    }
  }

  /** One server in every client that has it; when none leads to its tools, it is asked for them. */
  public void probe(String deploymentId, Plan plan, String server) {
    var probed =
        plan.bindings().stream()
            .filter(binding -> binding.server().equals(server))
            .map(binding -> probe(deploymentId, plan, binding))
            .toList();
    if (probed.stream().allMatch(s -> s.tools() == null) && plan.mcpServers().containsKey(server)) {
      list(deploymentId, plan, server);
    }
  }

  private Probe.BindingState probe(String deploymentId, Plan plan, Binding binding) {
    var client = plan.clients().get(binding.client());
    var server = plan.mcpServers().get(binding.server());
    var all = client.servers().stream().map(plan.mcpServers()::get).toList();
    return probe.probe(
        deploymentId,
        binding,
        server,
        () -> clients.check(client, server),
        () -> listing.ask(client, all, server.name()));
  }

  /** One that does not answer is no change of its tools; its runs and gates tell. */
  private void list(String deploymentId, Plan plan, String server) {
    var key = "look-" + deploymentId + "-" + server;
    try {
      var tools = sessions.tools(key, plan.mcpServers().get(server));
      locks.look(deploymentId, server, tools, "look at " + server);
    } catch (McpFailure e) {
      LOG.warn("The tools of {} cannot be compared: {}", server, e.getMessage());
    } finally {
      sessions.close(key);
    }
  }
}
