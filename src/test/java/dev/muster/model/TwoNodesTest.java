package dev.muster.model;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import dev.muster.ledger.Attempt;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Law 8 over two processes: what the model server billed is never more than the budget. */
class TwoNodesTest {
  private static final int RUNS = 500;
  private static final String CASSETTE =
      """
      messages:
        - text: One, two, three, four, five, six, seven.
        - text: Eight, nine, ten, eleven.
        - text: Twelve, and that is all.
      """;

  /** What 1,000 runs of three turns would cost is well above it. */
  private static final BigDecimal BUDGET = new BigDecimal("0.25");

  @TempDir Path folder;
  private final Ledger ledger = TestLedger.of("node-test");
  private final String deployment = TestLedger.fresh("d");

  @Test
  void a_thousand_runs_on_two_nodes_never_spend_a_cent_more_than_one_budget() throws Exception {
    ledger.declareBudget(deployment, BUDGET);
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
      billed = server.log();
    }

    var atTheServer = billed.stream().map(TwoNodesTest::cost).reduce(BigDecimal::add).orElseThrow();
    assertThat(atTheServer).isLessThanOrEqualTo(BUDGET).isPositive();
    assertThat(refused).allMatch(runs -> runs > 0);
    var attempts = ledger.attempts(deployment);
    assertThat(attempts).allMatch(a -> a.state() == Attempt.State.ANSWERED).hasSize(billed.size());
    assertThat(ledger.committed(deployment)).isEqualByComparingTo(atTheServer);
    // Little is left: a call was refused because of what others had reserved, and came no more.
    assertThat(nodes()).containsExactly("node-a", "node-b");
    assertThat(attempts).noneMatch(Attempt::overran);
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
