package dev.muster.deployment;

import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyString;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.muster.agent.Provisioning;
import dev.muster.approval.Accounts;
import dev.muster.approval.GateEvidence;
import dev.muster.gate.Decisions;
import dev.muster.gate.Decisions.Ruling;
import dev.muster.gate.GateResult;
import dev.muster.gate.Gates;
import dev.muster.gate.Verdict;
import dev.muster.journal.Journal;
import dev.muster.mcp.McpSessions;
import dev.muster.model.PaidCalls;
import dev.muster.model.Preflights;
import dev.muster.plan.DeploymentPlans;
import dev.muster.plan.Plan;
import dev.muster.secret.MapSecrets;
import dev.muster.secret.Secrets;
import dev.muster.store.NodeId;
import dev.muster.store.TestDatabase;
import dev.muster.toolbelt.ToolbeltServers;
import dev.muster.workspace.Enclosure;
import dev.muster.workspace.Workspaces;
import dev.muster.workspace.WorkspacesForTests;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.FilterType;
import org.springframework.http.converter.json.Jackson2ObjectMapperBuilder;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** The rooms that a report reads, on a real database; engine, files and wires are stood in for. */
@TestConfiguration(proxyBeanMethods = false)
@ComponentScan(
    basePackages = {
      "dev.muster.deployment",
      "dev.muster.plan",
      "dev.muster.gate",
      "dev.muster.evidence",
      "dev.muster.ledger",
      "dev.muster.approval",
      "dev.muster.routing",
      "dev.muster.mcp",
      "dev.muster.evaluation",
      "dev.muster.agent",
      "dev.muster.telemetry"
    },
    excludeFilters =
        @ComponentScan.Filter(
            type = FilterType.REGEX,
            pattern = {
              ".*\\.web\\..*",
              "dev\\.muster\\.mcp\\.(PlanProbes|DeploymentProbes|WarmSessions)",
              "dev\\.muster\\.routing\\.(Obstacles|RecordedRouting)",
              "dev\\.muster\\.agent\\.(AgentPool|AgentServers|CliRuns|Known|Looped|Model|Provisioned|Session(?!Table)|Started|Tool|Turn|Vendor).*"
            }))
class ReportRooms {
  /** Measured figures that are better when they are higher. */
  private static final Set<String> HIGHER =
      Set.of(
          "connected", "checks", "quorum", "saving", "speed-up", "active-agents", "test-quality");

  @Bean
  MovableClock clock() {
    return new MovableClock();
  }

  @Bean
  JdbcClient jdbc() {
    return TestDatabase.jdbc();
  }

  @Bean
  JdbcTemplate jdbcTemplate() {
    return new JdbcTemplate(TestDatabase.dataSource());
  }

  @Bean
  PlatformTransactionManager transactionManager() {
    return TestDatabase.transactionManager();
  }

  @Bean
  TransactionTemplate transactions() {
    return TestDatabase.transactions();
  }

  @Bean
  ObjectMapper json() {
    return Jackson2ObjectMapperBuilder.json().build();
  }

  /** Every model of a plan answers. */
  @Bean
  Preflights preflights(DeploymentPlans plans) {
    return new Preflights() {
      @Override
      public CompletionStage<Preflight> ask(
          String taskId, String deploymentId, Plan plan, String model, boolean mayRetry) {
        throw new UnsupportedOperationException();
      }

      @Override
      public List<Preflight> of(String deploymentId) {
        return plans.of(deploymentId).plan().modelsInUse().stream()
            .map(model -> new Preflight(model, true, model, null, 1, Instant.EPOCH))
            .toList();
      }

      @Override
      public void cancel(String taskId) {}

      @Override
      public void forget(String deploymentId) {}
    };
  }

  @Bean
  NodeId node() {
    return new NodeId("report");
  }

  @Bean
  dev.muster.store.DataFolder dataFolder() {
    return dev.muster.store.DataFolder.at(java.nio.file.Path.of("target", "report-data"));
  }

  @Bean
  Secrets secrets() {
    var secrets = new MapSecrets();
    Stream.of("DATA", "PLAN_DIR", "MODELS_URL", "SITE_URL", "REMOTES_URL", "REHEARSAL_KEY")
        .forEach(place -> secrets.define("MUSTER_" + place, "http://127.0.0.1:1"));
    return secrets;
  }

  /** Not the table itself, only its three outcomes. */
  @Bean
  Decisions decisions() {
    return (criterion, measured, limit, missing) -> {
      if (missing) {
        return new Ruling(Verdict.INCONCLUSIVE, criterion + " was not measured");
      }
      var against = measured.compareTo(limit);
      var good = HIGHER.contains(criterion) ? against >= 0 : against <= 0;
      var reason = criterion + " " + measured.stripTrailingZeros().toPlainString();
      return new Ruling(good ? Verdict.PASS : Verdict.FAIL, reason + ", limit " + plain(limit));
    };
  }

  private static String plain(BigDecimal limit) {
    return limit.stripTrailingZeros().toPlainString();
  }

  @Bean
  dev.muster.client.Withdrawals withdrawals() {
    return mock(dev.muster.client.Withdrawals.class);
  }

  @Bean
  Accounts accounts() {
    var accounts = mock(Accounts.class);
    when(accounts.groups(any())).thenReturn(Set.of("approvers", "operators"));
    return accounts;
  }

  @Bean
  GateEvidence gateEvidence(Gates gates) {
    return (deployment, gate, subject) ->
        gates.newest(deployment, gate, subject).map(GateResult::evidence).orElse("");
  }

  @Bean
  Journal journal() {
    return mock(Journal.class);
  }

  @Bean
  ProcessControl processes() {
    var processes = mock(ProcessControl.class);
    when(processes.incidents(anyString())).thenReturn(List.of());
    return processes;
  }

  @Bean
  Workspaces workspaces() {
    return mock(Workspaces.class);
  }

  @Bean
  Enclosure enclosure(dev.muster.store.DataFolder data) {
    return WorkspacesForTests.enclosure(data);
  }

  @Bean
  McpSessions sessions() {
    return mock(McpSessions.class);
  }

  @Bean
  Provisioning provisioning() {
    return mock(Provisioning.class);
  }

  @Bean
  ToolbeltServers toolbelt() {
    return mock(ToolbeltServers.class);
  }

  @Bean
  PaidCalls calls() {
    return mock(PaidCalls.class);
  }
}
