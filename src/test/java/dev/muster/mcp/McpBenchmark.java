package dev.muster.mcp;

import static dev.muster.mcp.McpFixture.message;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.muster.RealClis;
import dev.muster.client.Clients;
import dev.muster.mcp.McpSessions.Use;
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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
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
 * What one warm call costs. A benchmark, run by {@code .ci/benchmark-mcp}: it prints, and fails
 * when it cannot measure or when a call costs more than was promised.
 */
@Tag("clis")
class McpBenchmark {

  /** A call through a warm session against the bare SDK, and a process for each call against it. */
  private static final double MOST_TIMES_RAW = 1.5;

  private static final double LEAST_TIMES_FASTER = 20;
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
  void what_a_call_costs() throws Exception {
    for (McpServer server :
        List.of(node("everything", "mcp-server-everything", "stdio"), remote())) {
      String kind = server.isStdio() ? "stdio" : "HTTP";
      double ourCall;
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
        ourCall = at(taken[0], 50);
        assertThat(ourCall / at(taken[1], 50)).as("times raw").isLessThanOrEqualTo(MOST_TIMES_RAW);
      }
      double mcporter = at(mcporter(server), 50);
      System.out.printf(
          "mcporter call over %s, p50: %.0f ms: %.0f x ours%n", kind, mcporter, mcporter / ourCall);
      assertThat(mcporter / ourCall).as("mcporter").isGreaterThanOrEqualTo(LEAST_TIMES_FASTER);
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
        RealClis.program("mcporter").toString());
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
}
