package dev.muster.mcp;

import static dev.muster.mcp.McpFixture.message;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.muster.RealClis;
import dev.muster.client.ClientListing;
import dev.muster.client.Clients;
import dev.muster.mcp.McpSessions.Use;
import dev.muster.mcp.Probe.BindingState;
import dev.muster.mcp.Probe.Rung;
import dev.muster.plan.Binding;
import dev.muster.plan.Client;
import dev.muster.plan.Client.Kind;
import dev.muster.plan.McpServer;
import dev.muster.secret.MapSecrets;
import dev.muster.secret.Secrets;
import dev.muster.store.DataFolder;
import dev.muster.store.TestDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The figures of MCP: how long it takes to install and probe seven servers in four clients, and
 * what a call costs. A benchmark, run by {@code .ci/benchmark-mcp}: it prints, and fails only when
 * it cannot measure.
 */
@Tag("clis")
class McpBenchmark {
  private static final int WIDTH = Integer.parseInt(System.getenv().getOrDefault("WIDTH", "8"));
  private static final Map<Kind, String> PROGRAMS =
      Map.of(
          Kind.QWEN_CODE, "qwen",
          Kind.GEMINI_CLI, "gemini",
          Kind.COPILOT_CLI, "copilot",
          Kind.MCPORTER, "mcporter");
  @TempDir Path folder;
  private final MapSecrets secrets = new MapSecrets();
  private AnnotationConfigApplicationContext rooms;
  private RealClis.Served everything;

  @BeforeEach
  void start() throws Exception {
    rooms = new AnnotationConfigApplicationContext();
    rooms.registerBean(Secrets.class, () -> secrets);
    rooms.registerBean(DataFolder.class, () -> DataFolder.at(folder.resolve("data")));
    rooms.registerBean(Clock.class, Clock::systemUTC);
    rooms.registerBean(ObjectMapper.class, () -> new ObjectMapper());
    rooms.registerBean(JdbcClient.class, TestDatabase::jdbc);
    rooms.registerBean(PlatformTransactionManager.class, TestDatabase::transactionManager);
    rooms.registerBean(TransactionTemplate.class, TestDatabase::transactions);
    rooms.scan(
        "dev.muster.evidence",
        "dev.muster.plan",
        "dev.muster.journal",
        "dev.muster.client",
        "dev.muster.mcp");
    rooms.refresh();
    everything = RealClis.serveEverything(folder.resolve("served"));
  }

  @AfterEach
  void end() {
    everything.close();
    rooms.close();
  }

  @Test
  void seven_servers_in_four_clients() throws Exception {
    System.out.printf(
        "%n%d processors, Java %s, width %d%n",
        Runtime.getRuntime().availableProcessors(), Runtime.version().feature(), WIDTH);
    List<McpServer> servers = servers();
    List<Client> clients = clients(servers);
    for (boolean withCli : List.of(false, true)) {
      measure(servers, clients, withCli);
    }
  }

  /** Once all side by side, and then the slowest by itself. */
  private void measure(List<McpServer> servers, List<Client> clients, boolean withCli)
      throws Exception {
    String dep = "d-bench" + (withCli ? "cli" : "own");
    double cpuBefore = cpuSeconds();
    long start = System.nanoTime();
    Map<Binding, BindingState> found = all(dep, servers, clients, withCli);
    double wall = seconds(start);
    double cpu = cpuSeconds() - cpuBefore;
    Binding slowest =
        found.entrySet().stream()
            .max(Comparator.comparing(e -> took(e.getValue())))
            .orElseThrow()
            .getKey();
    Client client = by(clients, slowest.client());
    McpServer server = by(servers, slowest);
    long alone = System.nanoTime();
    bindAndProbe(dep, client, server, withCli);
    double single = seconds(alone);
    double bound = cpu / Runtime.getRuntime().availableProcessors();
    System.out.printf(
        "%d bindings %s:%n", found.size(), withCli ? "with the CLIs' lists" : "alone");
    found.forEach(
        (b, s) -> System.out.printf("  %-28s %-10s %.2f s%n", b.id(), s.state(), took(s)));
    System.out.printf(
        "  wall %.1f s; slowest binding alone (%s) %.1f s: wall = %.2f x slowest%n",
        wall, slowest.id(), single, wall / single);
    System.out.printf(
        "  CPU %.1f s over all processors at least %.1f s: wall = %.2f x the CPU bound%n",
        cpu, bound, wall / bound);
  }

  private Map<Binding, BindingState> all(
      String dep, List<McpServer> servers, List<Client> clients, boolean withCli) {
    ExecutorService pool = Executors.newFixedThreadPool(WIDTH);
    try {
      Map<Binding, CompletableFuture<BindingState>> asked = new LinkedHashMap<>();
      for (Client client : clients) {
        for (McpServer server : servers) {
          asked.put(
              new Binding(client.name(), server.name()),
              CompletableFuture.supplyAsync(
                  () -> bindAndProbe(dep, client, server, withCli), pool));
        }
      }
      Map<Binding, BindingState> found = new LinkedHashMap<>();
      asked.forEach((binding, state) -> found.put(binding, state.join()));
      return found;
    } finally {
      pool.shutdownNow();
    }
  }

  private BindingState bindAndProbe(String dep, Client client, McpServer server, boolean withCli) {
    Clients writers = rooms.getBean(Clients.class);
    writers.bind(dep, client, server);
    var written = writers.check(client, server);
    Binding binding = new Binding(client.name(), server.name());
    Probe probe = rooms.getBean(Probe.class);
    return withCli
        ? probe.probe(
            dep,
            binding,
            server,
            written.asWritten(),
            written.note(),
            () -> rooms.getBean(ClientListing.class).ask(client, List.of(), server.name()))
        : probe.probe(dep, binding, server, written.asWritten(), written.note());
  }

  @Test
  void what_a_call_costs() throws Exception {
    for (McpServer server :
        List.of(node("everything", "mcp-server-everything", "stdio"), remote())) {
      String kind = server.isStdio() ? "stdio" : "HTTP";
      try (RawClient raw = RawClient.of(server)) {
        McpSessions sessions = rooms.getBean(McpSessions.class);
        sessions.tools(new Use("w", "r-1"), server);
        Runnable ours = () -> sessions.call(new Use("w", "r-1"), server, "echo", message("hi"));
        Runnable theirs = () -> raw.call("echo", Map.of("message", "hi"));
        double[][] taken = inTurns(2000, ours, theirs);
        sessions.close("r-1");
        System.out.printf(
            "call over %s, p50: ours %.3f ms, raw SDK %.3f ms: %.2f x; p95 %.3f and %.3f ms%n",
            kind,
            at(taken[0], 50),
            at(taken[1], 50),
            at(taken[0], 50) / at(taken[1], 50),
            at(taken[0], 95),
            at(taken[1], 95));
      }
      System.out.printf("mcporter call over %s, p50: %.0f ms%n", kind, at(mcporter(server), 50));
    }
  }

  /** One after the other and the other way round, so that both see the same machine. */
  private static double[][] inTurns(int count, Runnable one, Runnable other) {
    double[][] taken = new double[2][count];
    for (int n = -count / 4; n < count; n++) {
      double first = millis(n % 2 == 0 ? one : other);
      double second = millis(n % 2 == 0 ? other : one);
      if (n >= 0) {
        taken[0][n] = n % 2 == 0 ? first : second;
        taken[1][n] = n % 2 == 0 ? second : first;
      }
    }
    return taken;
  }

  private double[] mcporter(McpServer server) throws Exception {
    Path home = Files.createDirectories(folder.resolve("call-" + server.isStdio()));
    Client client = client(Kind.MCPORTER, home, List.of(server));
    rooms.getBean(Clients.class).bind("d-bench-call", client, server);
    double[] taken = new double[10];
    for (int n = 0; n < taken.length; n++) {
      long start = System.nanoTime();
      var answer = RealClis.run(home, "mcporter", "call", server.name() + ".echo", "message=hi");
      taken[n] = (System.nanoTime() - start) / 1e6;
      if (!answer.all().contains("Echo: hi")) {
        throw new IllegalStateException(answer.all());
      }
    }
    return taken;
  }

  private List<McpServer> servers() throws Exception {
    Path shown = Files.createDirectories(folder.resolve("shown"));
    return List.of(
        node("everything", "mcp-server-everything", "stdio"),
        remote(),
        node("filesystem", "mcp-server-filesystem", shown.toString()),
        node("chrome-devtools", "chrome-devtools-mcp", "--headless", "--isolated"),
        node("context7", "context7-mcp"),
        node("supabase", "mcp-server-supabase"),
        node("huggingface", "hf-mcp-server"));
  }

  private McpServer remote() {
    return server("remote", null, List.of(), Map.of(), everything.url());
  }

  private static McpServer node(String name, String program, String... args) throws Exception {
    List<String> all = new ArrayList<>(List.of(RealClis.program(program).toString()));
    all.addAll(List.of(args));
    // Only one of them reads it: it opens a web port even over stdio.
    Map<String, String> env = Map.of("WEB_APP_PORT", "0");
    return server(name, RealClis.node(), all, env, null);
  }

  private static McpServer server(
      String name, String command, List<String> args, Map<String, String> env, String url) {
    return new McpServer(
        name,
        command,
        args,
        env,
        url,
        Map.of(),
        new McpServer.Expectation(null, List.of()),
        List.of(),
        List.of(),
        null,
        false,
        60);
  }

  private List<Client> clients(List<McpServer> servers) throws Exception {
    List<Client> clients = new ArrayList<>();
    for (Kind kind : List.of(Kind.QWEN_CODE, Kind.GEMINI_CLI, Kind.COPILOT_CLI, Kind.MCPORTER)) {
      Path home = Files.createDirectories(folder.resolve(kind.word()));
      clients.add(client(kind, home, servers));
    }
    return clients;
  }

  private Client client(Kind kind, Path home, List<McpServer> servers) {
    String place = "MUSTER_HOME_" + home.getFileName().toString().replace('-', '_').toUpperCase();
    secrets.define(place, home.toString());
    return new Client(
        kind.word(),
        kind,
        "${" + place + "}",
        servers.stream().map(McpServer::name).toList(),
        false,
        false,
        null,
        RealClis.program(PROGRAMS.get(kind)).toString());
  }

  private static Client by(List<Client> clients, String name) {
    return clients.stream().filter(c -> c.name().equals(name)).findFirst().orElseThrow();
  }

  private static McpServer by(List<McpServer> servers, Binding binding) {
    return servers.stream()
        .filter(s -> s.name().equals(binding.server()))
        .findFirst()
        .orElseThrow();
  }

  private static double took(BindingState state) {
    return state.rungs().stream().map(Rung::took).mapToLong(Duration::toNanos).sum() / 1e9;
  }

  private static double seconds(long start) {
    return (System.nanoTime() - start) / 1e9;
  }

  private static double millis(Runnable action) {
    long start = System.nanoTime();
    action.run();
    return (System.nanoTime() - start) / 1e6;
  }

  private static double at(double[] values, int percent) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[Math.min(sorted.length - 1, sorted.length * percent / 100)];
  }

  /** Of this JVM and of all its descendants that have ended. */
  private static double cpuSeconds() throws Exception {
    String stat = Files.readString(Path.of("/proc/self/stat"));
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
    long ticks = 0;
    for (int field = 11; field <= 14; field++) {
      ticks += Long.parseLong(fields[field]);
    }
    return ticks / 100.0;
  }
}
