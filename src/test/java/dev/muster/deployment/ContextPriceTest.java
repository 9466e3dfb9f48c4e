package dev.muster.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.muster.agent.OfferedTools;
import dev.muster.deployment.Status.ContextRow;
import dev.muster.ledger.ToolCalls;
import dev.muster.ledger.Usage;
import dev.muster.mcp.McpSessions;
import dev.muster.mcp.ToolLocks;
import dev.muster.model.ToolSpec;
import dev.muster.tokens.Tokens;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import org.springframework.test.context.junit.jupiter.SpringJUnitConfig;

/** What tool definitions cost before anybody calls a tool. */
@SpringJUnitConfig(ReportRooms.class)
class ContextPriceTest {
  private static final String LONG = "Reads a file of the workspace, whole or in part. ".repeat(20);
  @Autowired private ApplicationContext rooms;
  @Autowired private WrittenStatusReport report;
  private DeploymentFixture fixture;

  @BeforeEach
  void freshDeployment() {
    fixture = new DeploymentFixture(rooms).frozen();
  }

  @Test
  void before_anything_is_offered_there_is_no_row() {
    assertThat(report.of(fixture.id).context()).isEmpty();
    assertThat(report.markdown(report.of(fixture.id))).contains("No agent was offered a tool yet.");
  }

  @Test
  void each_server_has_its_tokens_its_monthly_cost_and_what_nobody_calls() {
    var run = run("backend-developer", 2000);
    offered(run, tool("filesystem__read_file", LONG), tool("filesystem__write_file", "Writes."));
    called(run, "filesystem", "read_file");

    var row = row("filesystem");

    var read = tokens(tool("filesystem__read_file", LONG));
    var write = tokens(tool("filesystem__write_file", "Writes."));
    assertThat(row.tools()).isEqualTo(2);
    assertThat(row.tokens()).isEqualTo(read + write);
    assertThat(row.agents()).containsExactly("backend-developer");
    assertThat(row.neverCalled()).containsExactly("write_file");
    assertThat(row.idleTokens()).isEqualTo(write);
    var calls = fixture.plan().agents().get("backend-developer").monthlyInputTokens() / 2000.0;
    assertThat(row.callsPerMonth()).isEqualTo((int) Math.round(calls));
    assertThat(row.usdPerMonth()).isEqualByComparingTo(usd(row.callsPerMonth(), read + write));
    assertThat(row.idleUsdPerMonth()).isEqualByComparingTo(usd(row.callsPerMonth(), write));
    assertThat(row.trim())
        .isEqualTo("tools: {deny: [filesystem__write_file]} of backend-developer");
    assertThat(report.markdown(report.of(fixture.id))).contains("Context price", "tokens a call");
  }

  @Test
  void a_server_that_nobody_calls_is_taken_away_and_a_canary_stays() {
    var run = run("backend-developer", 2000);
    offered(run, tool("git__status", "Status."), tool("linear__list", "Lists."));
    offered(run, tool("linear__list", "Lists."), tool("linear__drop", "Drops."));
    called(run, "linear", "list");

    assertThat(row("git").trim()).isEqualTo("take git from mcp of backend-developer");
    assertThat(row("linear").trim()).isEqualTo("mcpServers.linear.tools: {deny: [drop]}");
  }

  @Test
  void without_a_measured_turn_there_is_no_price_and_while_a_run_is_open_no_proposal() {
    var open =
        new dev.muster.agent.Runs.OpenRun(
            fixture.id + "-open",
            fixture.id,
            "wave-1",
            1,
            "backend-developer",
            fixture.plan().agents().get("backend-developer").canaries().get(0),
            "mix",
            "");
    var run = fixture.bean(dev.muster.agent.Runs.class).open(open).id();
    offered(run, tool("git__status", "Status."));

    var row = row("git");

    assertThat(row.tokens()).isPositive();
    assertThat(row.usdPerMonth()).isNull();
    assertThat(row.notMeasured())
        .containsEntry("usdPerMonth", "no turn of backend-developer was measured");
    assertThat(row.trim()).isNull();
  }

  @Test
  void the_test_agent_has_no_month_and_spoils_nobodys_figure() {
    var run = run("backend-developer", 2000);
    offered(run, tool("git__status", "Status."));
    var alone = row("git").usdPerMonth();
    offered(run("test-multi-model-backend", 2000), tool("git__status", "Status."));

    assertThat(row("git").usdPerMonth()).isEqualByComparingTo(alone);
    assertThat(row("git").agents())
        .containsExactly("backend-developer", "test-multi-model-backend");
  }

  @Test
  void a_server_that_only_clients_use_shows_its_tokens() {
    var locks = fixture.bean(ToolLocks.class);
    var schema = JsonNodeFactory.instance.objectNode().put("type", "object");
    var tools = List.of(new McpSessions.Tool("find", LONG, schema));
    var shown = locks.look(fixture.id, "serena", tools, "this test").hash();
    locks.approve(fixture.id, "serena", shown, "approver", "gate mcp-installation");

    var row = row("serena");

    assertThat(row.tokens()).isEqualTo(tokens(tool("serena__find", LONG)));
    assertThat(row.agents()).isEmpty();
    assertThat(row.usdPerMonth()).isNull();
    assertThat(row.notMeasured().get("usdPerMonth")).contains("only clients use it");
  }

  private String run(String agent, long input) {
    return fixture.run(agent, "wave-1", "mix", "qwen", new Usage(input, 0, 0, 100, 0));
  }

  private void offered(String run, ToolSpec... tools) {
    fixture.bean(OfferedTools.class).keep(run, List.of(tools));
  }

  private void called(String run, String server, String tool) {
    fixture.bean(ToolCalls.class).open(fixture.id, run, 1, "c", server, tool, "{}", false);
  }

  private ContextRow row(String server) {
    return report.of(fixture.id).context().stream()
        .filter(r -> r.server().equals(server))
        .findFirst()
        .orElseThrow();
  }

  private static ToolSpec tool(String name, String description) {
    var schema = JsonNodeFactory.instance.objectNode().put("type", "object");
    return new ToolSpec(name, description, schema);
  }

  private static int tokens(ToolSpec tool) {
    return new Tokens()
        .count(
            "{\"name\":\"%s\",\"description\":\"%s\",\"input_schema\":{\"type\":\"object\"}}"
                .formatted(tool.name(), tool.description()));
  }

  /** The declared mix, share by share. */
  private BigDecimal usd(int calls, int tokens) {
    var plan = fixture.plan();
    var million =
        plan.agents().get("backend-developer").mix().shares().entrySet().stream()
            .filter(e -> plan.models().get(e.getKey()).price() != null)
            .map(
                e ->
                    plan.prices()
                        .get(plan.models().get(e.getKey()).price())
                        .input()
                        .multiply(BigDecimal.valueOf(e.getValue()))
                        .movePointLeft(2))
            .reduce(BigDecimal.ZERO, BigDecimal::add);
    assertThat(million).isPositive();
    return million
        .multiply(BigDecimal.valueOf((long) calls * tokens))
        .movePointLeft(6)
        .setScale(6, RoundingMode.HALF_UP);
  }
}
