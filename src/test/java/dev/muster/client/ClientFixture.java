package dev.muster.client;

import dev.muster.evidence.Chains;
import dev.muster.journal.Journal;
import dev.muster.journal.TestJournal;
import dev.muster.plan.Client;
import dev.muster.plan.McpServer;
import dev.muster.plan.McpServer.Tools;
import dev.muster.secret.MapSecrets;
import dev.muster.store.DataFolder;
import dev.muster.store.TestDatabase;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** The client room over a scratch home. */
final class ClientFixture {
  final String dep = "d-" + UUID.randomUUID().toString().substring(0, 8);
  final Journal journal =
      TestJournal.with(new JsonMemberCutter(), new WholeFileCutter(), new DeniedToolCutter());
  final MapSecrets secrets = new MapSecrets();
  final Clients clients;
  final Withdrawals withdrawals;
  private final Path home;

  ClientFixture(Path home) {
    this.home = home;
    secrets.define("MUSTER_TEST_HOME", home.toString());
    secrets.define("MUSTER_SITE_URL", "http://127.0.0.1:4711");
    References references = new References(secrets);
    WithdrawalTable table = new WithdrawalTable(TestDatabase.jdbc(), Clock.systemUTC());
    ServerEntries servers = new ServerEntries(journal, references);
    Denials denials = new Denials(journal, references);
    clients =
        new JournalledClients(
            servers,
            new AgentFiles(journal, references),
            new DriftCheck(journal, table),
            denials,
            table);
    withdrawals =
        new JournalledWithdrawals(journal, servers, denials, clients, null, table, Chains.stored());
  }

  Client client(Client.Kind kind) {
    return client(kind, false);
  }

  Client client(Client.Kind kind, boolean resolveSecrets) {
    return new Client(
        kind.name().toLowerCase().replace('_', '-'),
        kind,
        "${MUSTER_TEST_HOME}",
        List.of(),
        true,
        resolveSecrets);
  }

  /** A client whose CLI is asked. */
  Client asked(Client.Kind kind, String command) {
    Client plain = client(kind);
    return new Client(
        plain.name(), kind, plain.home(), plain.servers(), true, false, null, command);
  }

  ClientListing listing(Path data) {
    References references = new References(secrets);
    return new CliListings(
        new ServerEntries(journal, references), references, secrets, DataFolder.at(data));
  }

  Path file(Client.Kind kind) {
    return home.resolve(Format.of(kind).file());
  }

  static McpServer stdio(String name) {
    return server(name, "/usr/bin/node", List.of("server.mjs", "--x"), Map.of("K", "${KEY}"), null);
  }

  static McpServer http(String name) {
    return new McpServer(
        name,
        null,
        List.of(),
        Map.of(),
        "${MUSTER_SITE_URL}/mcp",
        Map.of("Authorization", "Bearer ${LINEAR_API_KEY}"),
        new McpServer.Expectation(null, List.of()),
        List.of(),
        List.of(),
        null,
        false,
        10);
  }

  static McpServer server(
      String name, String command, List<String> args, Map<String, String> env, String url) {
    return new McpServer(
        name,
        command,
        args,
        env,
        url,
        Map.of(),
        new McpServer.Expectation(null, List.of("read", "write", "drop")),
        List.of(),
        List.of(),
        null,
        false,
        10);
  }

  /** The same with limits on its tools. */
  static McpServer denying(McpServer plain, Tools tools) {
    return new McpServer(
        plain.name(),
        plain.command(),
        plain.args(),
        plain.env(),
        plain.url(),
        plain.headers(),
        plain.expect(),
        List.of(),
        List.of(),
        null,
        false,
        10,
        null,
        tools,
        null,
        null,
        null);
  }

  /** A server that says where it starts and which of its tools clients get. */
  static McpServer limited(String cwd, Tools tools, Integer clientSeconds) {
    return new McpServer(
        "files",
        "node",
        List.of(),
        Map.of(),
        null,
        Map.of(),
        new McpServer.Expectation(null, List.of("read", "list", "drop")),
        List.of(),
        List.of(),
        null,
        false,
        45,
        cwd,
        tools,
        clientSeconds,
        null,
        null);
  }
}
