package dev.muster.client;

import dev.muster.journal.WriteFailed;
import dev.muster.plan.Agent;
import dev.muster.plan.Client;
import dev.muster.plan.McpServer;
import dev.muster.secret.SecretMissing;
import dev.muster.secret.SecretsFileUnusable;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.springframework.stereotype.Service;

/** Writes clients' files through the journal and reads them back. */
@Service
class JournalledClients implements Clients {
  private final ServerEntries servers;
  private final AgentFiles agents;
  private final DriftCheck drift;
  private final Denials denials;
  private final WithdrawalTable withdrawals;

  JournalledClients(
      ServerEntries servers,
      AgentFiles agents,
      DriftCheck drift,
      Denials denials,
      WithdrawalTable withdrawals) {
    this.withdrawals = withdrawals;
    this.servers = servers;
    this.denials = denials;
    this.agents = agents;
    this.drift = drift;
  }

  @Override
  public void bind(String scope, Client client, McpServer server) {
    try {
      // First what is denied: no moment in which the client could use it.
      denials.bind(scope, client, server);
      servers.bind(scope, client, server);
      withdrawals.remove(scope, server.name());
    } catch (SecretMissing | SecretsFileUnusable e) {
      throw new WriteFailed(client.name() + ": " + e.getMessage(), e);
    }
  }

  @Override
  public Written check(Client client, McpServer server) {
    return denials.check(client, server).orElseGet(() -> servers.check(client, server));
  }

  @Override
  public boolean bound(Client client, McpServer server) {
    return servers.bound(client, server);
  }

  @Override
  public List<Drift> drift(String scope) {
    return drift.of(scope);
  }

  @Override
  public void define(String scope, Client client, Agent agent, List<McpServer> used) {
    agents.define(scope, client, agent, used);
  }

  @Override
  public List<Path> files(Client client) {
    return Stream.of(
            Stream.of(servers.file(client)),
            denials.file(client).stream(),
            agents.folder(client).stream())
        .flatMap(files -> files)
        .toList();
  }
}
