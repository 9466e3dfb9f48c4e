package dev.muster.model;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import dev.muster.ledger.Attempt;
import dev.muster.ledger.BudgetExhausted;
import dev.muster.ledger.Ledger;
import dev.muster.ledger.TestLedger;
import dev.muster.rehearsal.Cassettes;
import dev.muster.rehearsal.LogEntry;
import dev.muster.rehearsal.ModelServer;
import dev.muster.rehearsal.ModelServerSettings;
import dev.muster.store.TestDatabase;
import java.io.BufferedReader;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Law 8 over two processes: what the model server billed is never more than a budget, whether
 * Muster asks itself or forwards what a CLI asks, and in the end less is left than a call may take.
 */
class TwoNodesTest {
  private static final int RUNS = 500;
  private static final String CASSETTE =
      """
      messages:
        - text: One, two, three, four, five, six, seven, eight, nine, ten, eleven, twelve, thirteen.
        - text: Fourteen, fifteen, sixteen, seventeen.
        - text: Eighteen, and that is all.
      """;

  /** What 1,000 runs of three turns would cost is well above it. */
  private static final BigDecimal BUDGET = new BigDecimal("0.25");

  /** What half of them would cost is above it too. */
  private static final BigDecimal OF_ONE_AGENT = new BigDecimal("0.08");

  @TempDir Path folder;
  private final Ledger ledger = TestLedger.of("node-test");
  private final String deployment = TestLedger.fresh("d");

  @Test
  void a_thousand_runs_on_two_nodes_never_spend_a_cent_more_than_one_budget() throws Exception {
    var agent = BudgetCalls.budget(deployment, BudgetCalls.LIMITED);
    ledger.declareBudget(deployment, BUDGET);
    ledger.declareBudget(agent, OF_ONE_AGENT);
    var refused = new ArrayList<Integer>();
    List<LogEntry> billed;
    try (var server = server()) {
      var nodes = List.of(start("node-a", server.url()), start("node-b", server.url()));
      for (var node : nodes) {
        assertThat(node.says("ready")).isNotNull();
      }
      for (var node : nodes) {
        node.go();
      }
      for (var node : nodes) {
        refused.add(node.end());
      }
      spent(agent, OF_ONE_AGENT, rest(server.url(), BudgetCalls.LIMITED));
      spent(deployment, BUDGET, rest(server.url(), BudgetCalls.UNLIMITED));
      billed = server.log();
    }

    assertThat(refused).as("runs that each node stopped").allMatch(runs -> runs > 0);
    assertThat(nodes()).containsExactly("node-a", "node-b", "node-test");
    billedAsSpent(billed);
    var attempts = ledger.attempts(deployment);
    assertThat(attempts).filteredOn(TwoNodesTest::isForwarded).hasSizeGreaterThan(RUNS / 10);
    assertThat(attempts).filteredOn(attempt -> !isForwarded(attempt)).hasSizeGreaterThan(RUNS / 10);
    assertThat(attempts).noneMatch(Attempt::overran);
  }

  private BudgetExhausted rest(String models, String agent) {
    try (var alone = new BudgetNode(ledger, deployment, "node-test", models + "/anthropic")) {
      return alone.spendTheRest(agent);
    }
  }

  /** All but what the next call may take, and not a cent more than all. */
  private void spent(String node, BigDecimal limit, BudgetExhausted why) {
    assertThat(why.node()).isEqualTo(node);
    assertThat(why.left()).isEqualByComparingTo(limit.subtract(ledger.committed(node)));
    assertThat(why.left()).isNotNegative().isLessThan(why.needed());
  }

  /** By the server's own log: the whole, and the agent's part of it. */
  private void billedAsSpent(List<LogEntry> billed) {
    var attempts = ledger.attempts(deployment);
    assertThat(attempts).allMatch(a -> a.state() == Attempt.State.ANSWERED).hasSize(billed.size());
    assertThat(sum(billed))
        .isLessThanOrEqualTo(BUDGET)
        .isEqualByComparingTo(ledger.committed(deployment));
    var ofAgent =
        attempts.stream()
            .filter(attempt -> attempt.agent().equals(BudgetCalls.LIMITED))
            .map(attempt -> String.valueOf(attempt.id()))
            .collect(Collectors.toSet());
    var agents = billed.stream().filter(request -> ofAgent.contains(request.attempt())).toList();
    assertThat(sum(agents))
        .isLessThanOrEqualTo(OF_ONE_AGENT)
        .isEqualByComparingTo(
            ledger.committed(BudgetCalls.budget(deployment, BudgetCalls.LIMITED)));
  }

  private static BigDecimal sum(List<LogEntry> billed) {
    return billed.stream().map(TwoNodesTest::cost).reduce(BigDecimal::add).orElseThrow();
  }

  private static boolean isForwarded(Attempt attempt) {
    return attempt.taskId().startsWith("gw-");
  }

  private ModelServer server() {
    var cassettes =
        Cassettes.of(Map.of("worker.count.yaml", CASSETTE.getBytes(StandardCharsets.UTF_8)));
    var settings = ModelServerSettings.of("sk-rehearsed", folder.resolve("server.jsonl"));
    return ModelServer.start(cassettes, settings, Clock.systemUTC());
  }

  private static BigDecimal cost(LogEntry request) {
    assertThat(request.status()).isEqualTo(200);
    var input = TestLedger.PRICE.input().multiply(BigDecimal.valueOf(request.inputTokens()));
    var output = TestLedger.PRICE.output().multiply(BigDecimal.valueOf(request.outputTokens()));
    return input.add(output).movePointLeft(6);
  }

  private List<String> nodes() {
    return TestDatabase.jdbc()
        .sql("select distinct node_id from muster.attempt where deployment_id = ? order by 1")
        .param(deployment)
        .query(String.class)
        .list();
  }

  private record Node(Process process, BufferedReader said) {
    void go() throws IOException {
      process.getOutputStream().write('\n');
      process.getOutputStream().flush();
    }

    /** Among what libraries log; null when it has ended. */
    String says(String start) throws IOException {
      var line = said.readLine();
      while (line != null && !line.startsWith(start)) {
        line = said.readLine();
      }
      return line;
    }

    int end() throws Exception {
      var last = says("refused ");
      assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
      assertThat(last).as("it ended without a word").isNotNull();
      return Integer.parseInt(last.substring("refused ".length()));
    }
  }

  private Node start(String name, String models) throws Exception {
    var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    var line = new ArrayList<>(List.of(java, "-Xmx256m", "-XX:TieredStopAtLevel=1"));
    line.addAll(List.of("-cp", System.getProperty("java.class.path")));
    line.addAll(List.of(BudgetNode.class.getName(), deployment, name));
    line.addAll(List.of(models + "/anthropic", Integer.toString(RUNS)));
    var builder = new ProcessBuilder(line);
    builder.redirectError(folder.resolve(name + ".txt").toFile());
    var database = TestDatabase.dataSource().unwrap(HikariDataSource.class);
    builder.environment().put("DATABASE_URL", database.getJdbcUrl());
    builder.environment().put("DATABASE_USER", database.getUsername());
    builder.environment().put("DATABASE_PASSWORD", database.getPassword());
    var process = builder.start();
    return new Node(process, process.inputReader());
  }
}
