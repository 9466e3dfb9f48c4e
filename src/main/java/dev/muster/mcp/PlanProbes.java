package dev.muster.mcp;

import dev.muster.client.ClientListing;
import dev.muster.client.Clients;
import dev.muster.plan.Binding;
import dev.muster.plan.Client;
import dev.muster.plan.McpServer;
import dev.muster.plan.NotKnown;
import dev.muster.plan.Plan;
import dev.muster.secret.SecretMissing;
import dev.muster.secret.SecretsFileUnusable;
import dev.muster.threads.Threads;
import jakarta.annotation.PreDestroy;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import org.springframework.stereotype.Service;

/** Probes bindings because a person asked, side by side; no deployment's record changes by it. */
@Service
public class PlanProbes {
  /** Under which asked probes are stored. */
  static final String ASKED = "probe";

  private static final int AT_ONCE = 8;
  private final Probe probe;
  private final Clients clients;
  private final ClientListing listing;
  private final ExecutorService pool = Threads.pool("muster-probe", AT_ONCE);

  PlanProbes(Probe probe, Clients clients, ClientListing listing) {
    this.probe = probe;
    this.clients = clients;
    this.listing = listing;
  }

  /**
   * The plan's bindings, in its order.
   *
   * @param deploymentId whose locks hold; null: nobody's
   * @param client only this one; null: all
   * @param server only this one; null: all
   * @throws NotKnown when the plan has no such binding
   */
  public CompletableFuture<List<Probed>> probe(
      String deploymentId, Plan plan, String client, String server) {
    List<CompletableFuture<Probed>> all =
        plan.bindings().stream()
            .filter(b -> client == null || b.client().equals(client))
            .filter(b -> server == null || b.server().equals(server))
            .map(
                binding ->
                    CompletableFuture.supplyAsync(() -> probe(deploymentId, plan, binding), pool))
            .toList();
    if (all.isEmpty()) {
      throw new NotKnown(
          "plan "
              + plan.name()
              + " binds no "
              + (server == null ? "server" : server)
              + (client == null ? "" : " in " + client)
              + ": its bindings are "
              + String.join(", ", plan.bindings().stream().map(Binding::id).toList()));
    }
    return CompletableFuture.allOf(all.toArray(CompletableFuture[]::new))
        .thenApply(done -> all.stream().map(CompletableFuture::join).toList());
  }

  private Probed probe(String deploymentId, Plan plan, Binding binding) {
    var client = plan.clients().get(binding.client());
    var server = plan.mcpServers().get(binding.server());
    if (!isInstalled(client, server)) {
      // No CLI can list what was not written; the note tells what stands there instead.
      return Probed.of(
          probe.probeUnconfigured(
              deploymentId,
              binding,
              server,
              () -> "not configured by Muster: " + clients.check(client, server).note()));
    }
    var all = client.servers().stream().map(plan.mcpServers()::get).toList();
    return Probed.of(
        probe.ask(
            deploymentId,
            binding,
            server,
            () -> clients.check(client, server),
            () -> listing.ask(client, all, server.name())));
  }

  private boolean isInstalled(Client client, McpServer server) {
    try {
      return clients.check(client, server).asWritten() || clients.bound(client, server);
    } catch (SecretMissing | SecretsFileUnusable unknown) {
      // The rung of the configuration tells.
      return true;
    }
  }

  @PreDestroy
  void close() {
    pool.shutdownNow();
  }
}
