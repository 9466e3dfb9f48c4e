package dev.muster.mcp;

import dev.muster.client.Clients;
import dev.muster.client.Withdrawals;
import dev.muster.plan.Binding;
import dev.muster.plan.Client;
import dev.muster.plan.McpServer;
import dev.muster.plan.NotKnown;
import dev.muster.plan.Plan;
import dev.muster.secret.SecretMissing;
import dev.muster.secret.SecretsFileUnusable;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.springframework.stereotype.Service;

/** Probes bindings because a person asked, side by side; no deployment's record changes by it. */
@Service
public class PlanProbes {
  /** Under which asked probes are stored. */
  static final String ASKED = "probe";

  private final Probe probe;
  private final Clients clients;
  private final Withdrawals files;
  private final ProbePool pool;

  PlanProbes(Probe probe, Clients clients, Withdrawals files, ProbePool pool) {
    this.pool = pool;
    this.probe = probe;
    this.clients = clients;
    this.files = files;
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
            .map(binding -> pool.call(() -> probe(deploymentId, plan, binding)))
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
    var out = files.of(deploymentId, binding.client(), binding.server()).isPresent();
    if (!out && !isInstalled(client, server)) {
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
            () -> files.check(deploymentId, client, server),
            () -> files.ask(deploymentId, client, all, server)));
  }

  private boolean isInstalled(Client client, McpServer server) {
    try {
      return clients.check(client, server).asWritten() || clients.bound(client, server);
    } catch (SecretMissing | SecretsFileUnusable unknown) {
      // The rung of the configuration tells.
      return true;
    }
  }
}
