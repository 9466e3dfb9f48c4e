package dev.muster.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.muster.client.Clients.Written;
import dev.muster.client.TestWithdrawals;
import dev.muster.evidence.Chains;
import dev.muster.mcp.oauth.LoginFixture;
import dev.muster.plan.McpServer;
import dev.muster.secret.MapSecrets;
import dev.muster.secret.Secrets;
import dev.muster.store.DataFolder;
import dev.muster.store.TestDatabase;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.springframework.util.FileSystemUtils;

/** The mcp room over the fixture servers, which are real Node processes. */
final class McpFixture implements AutoCloseable {
  final MapSecrets secrets = new MapSecrets();
  final Launches launches = new Launches(secrets);
  final ObjectMapper json = new ObjectMapper();
  final LoginFixture login = new LoginFixture(data(), secrets);
  final Connections connections = connections(64);
  final WarmSessions sessions;
  private final List<Process> started = new ArrayList<>();
  private final Set<Long> others = Set.copyOf(nodes());

  McpFixture() {
    this(200);
  }

  McpFixture(int limit) {
    this(SessionLimits.of(limit));
  }

  McpFixture(SessionLimits limits) {
    sessions = new WarmSessions(connections, limits);
  }

  /** With so many processes at most. */
  Connections connections(int processes) {
    return new Connections(
        launches,
        secrets,
        new Failures(secrets, login.logins),
        new Content(json, secrets),
        login.logins,
        processes);
  }

  /** Calls for a user who looks at the tools of a new session as agents do. */
  McpSessions.Called call(McpSessions.Use use, McpServer server, String tool, JsonNode arguments) {
    return call(sessions, use, server, tool, arguments);
  }

  McpSessions.Called call(String user, McpServer server, String tool, JsonNode arguments) {
    return call(sessions, McpSessions.Use.alone(user), server, tool, arguments);
  }

  static McpSessions.Called call(
      McpSessions sessions,
      McpSessions.Use use,
      McpServer server,
      String tool,
      JsonNode arguments) {
    try {
      return sessions.call(use, server, tool, arguments);
    } catch (NewSession unseen) {
      sessions.tools(use, server);
      return sessions.call(use, server, tool, arguments);
    }
  }

  /** What an address of a fixture says. */
  String get(String address) throws IOException {
    try (InputStream in = URI.create(address).toURL().openStream()) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static DataFolder data() {
    try {
      return DataFolder.at(Files.createTempDirectory("muster-mcp"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The real ladder over this room, on the tests' database. */
  Probe probe() {
    return new LadderProbe(
        new Climb(connections, launches),
        new Bindings(TestDatabase.jdbc(), json),
        new LockRung(locks()),
        new Quarantines(locks(), TestWithdrawals.stored(data().root())),
        Chains.stored(),
        secrets,
        Clock.systemUTC());
  }

  /** A client's file that is as the plan wants it. */
  static Written written() {
    return new Written(true, null, null);
  }

  /** Locks on the tests' database. */
  static ToolLocks locks() {
    return locks(new MapSecrets());
  }

  static ToolLocks locks(Secrets secrets) {
    var jdbc = TestDatabase.jdbc();
    var clock = Clock.systemUTC();
    var surfaces = new ToolSurfaces(jdbc, clock, secrets);
    var table = new ToolLockTable(jdbc, clock);
    var changes = new ToolChanges(jdbc, clock);
    var looks = new ToolLooks(surfaces, table, changes, Chains.stored());
    return new StoredToolLocks(surfaces, table, changes, looks, Chains.stored());
  }

  static Path script(String name) {
    try {
      return Path.of(McpFixture.class.getResource("/mcp/" + name + ".mjs").toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  static McpServer node(String script, String... args) {
    List<String> all = new ArrayList<>(List.of(script(script).toString()));
    all.addAll(List.of(args));
    return stdio("node", all, Map.of());
  }

  static McpServer stdio(String command, List<String> args, Map<String, String> env) {
    return server(command, args, env, null, Map.of(), unknown());
  }

  static McpServer http(String url, Map<String, String> headers) {
    return server(null, List.of(), Map.of(), url, headers, unknown());
  }

  /** A server that asks for a login. */
  static McpServer login(String url, McpServer.OAuth oauth) {
    return new McpServer(
        "guarded", null, List.of(), Map.of(), url, Map.of(), unknown(), List.of(), List.of(), null,
        false, 20, null, null, null, null, oauth);
  }

  static McpServer expecting(McpServer s, Integer count, String... names) {
    return server(
        s.command(),
        s.args(),
        s.env(),
        s.url(),
        s.headers(),
        new McpServer.Expectation(count, List.of(names)));
  }

  static McpServer within(McpServer s, int seconds) {
    return new McpServer(
        s.name(),
        s.command(),
        s.args(),
        s.env(),
        s.url(),
        s.headers(),
        s.expect(),
        List.of(),
        List.of(),
        s.authHint(),
        false,
        seconds);
  }

  static McpServer limited(McpServer s, McpServer.Tools tools, McpServer.Canary canary) {
    return new McpServer(
        s.name(),
        s.command(),
        s.args(),
        s.env(),
        s.url(),
        s.headers(),
        s.expect(),
        s.idempotentTools(),
        s.readOnlyTools(),
        s.authHint(),
        s.standIn(),
        s.timeoutSeconds(),
        s.cwd(),
        tools,
        s.clientSeconds(),
        canary,
        s.oauth());
  }

  private static McpServer server(
      String command,
      List<String> args,
      Map<String, String> env,
      String url,
      Map<String, String> headers,
      McpServer.Expectation expect) {
    return new McpServer(
        "fixture",
        command,
        args,
        env,
        url,
        headers,
        expect,
        List.of(),
        List.of(),
        "ask the team for a token",
        false,
        20);
  }

  private static McpServer.Expectation unknown() {
    return new McpServer.Expectation(null, List.of());
  }

  static JsonNode message(String text) {
    return JsonNodeFactory.instance.objectNode().put("message", text);
  }

  /** Starts the HTTP fixture; gives its URL. */
  String startHttp(String token) throws IOException {
    return start("http", token) + "/mcp";
  }

  /** Starts a script that tells its port; gives its address. */
  String start(String script, String... args) throws IOException {
    List<String> command = new ArrayList<>(List.of("node", script(script).toString()));
    command.addAll(List.of(args));
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    started.add(process);
    BufferedReader out =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    return "http://127.0.0.1:" + out.readLine();
  }

  /** What this room has started and what lives, HTTP fixtures left out. */
  List<Long> servers() {
    return nodes().stream()
        .filter(pid -> !others.contains(pid))
        .filter(pid -> started.stream().noneMatch(s -> s.pid() == pid))
        .toList();
  }

  private static List<Long> nodes() {
    return ProcessHandle.current()
        .descendants()
        .filter(ProcessHandle::isAlive)
        .filter(p -> p.info().command().orElse("").contains("node"))
        .map(ProcessHandle::pid)
        .toList();
  }

  @Override
  public void close() throws Exception {
    sessions.destroy();
    for (Process process : started) {
      process.getOutputStream().close();
      process.waitFor(10, TimeUnit.SECONDS);
      process.destroyForcibly();
    }
    FileSystemUtils.deleteRecursively(login.data.root());
  }
}
