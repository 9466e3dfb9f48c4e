package dev.muster.deployment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.muster.Deployed;
import dev.muster.WholeMuster;
import dev.muster.agent.AgentRegistry;
import dev.muster.agent.AgentRegistry.Status;
import dev.muster.agent.Run;
import dev.muster.agent.Runs;
import dev.muster.gate.Gates;
import dev.muster.gate.Measurement;
import dev.muster.gate.Verdict;
import dev.muster.ledger.ToolCalls;
import dev.muster.ledger.Usage;
import dev.muster.mcp.McpSessions;
import dev.muster.mcp.Probe;
import dev.muster.mcp.ToolLocks;
import dev.muster.plan.Binding;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;

/** Every figure of every gate, and every reason for which there is none. */
@WholeMuster
class MeasuresTest {
  private static final Usage USAGE = new Usage(1000, 0, 0, 100, 0);
  private static final Instant NOON = Instant.parse("2026-11-20T12:00:00Z");
  @Autowired ApplicationContext muster;
  @Autowired Measures measures;
  @Autowired Gates gates;
  @Autowired Probe probe;
  @TempDir Path folder;
  private Deployed dep;

  @Test
  void installation_counts_what_answered_and_names_what_did_not() {
    deployed();
    dep.askedModels(null);
    missing("mcp-installation", "connected", "qwen-code:finance was not probed");
    missing("mcp-installation", "missing-tools", "no binding answered tools/list");

    bound("qwen-code", "finance", "CONNECTED", "[\"quote\", \"trade\"]", "[]");
    probe.skip(dep.id, new Binding("mcporter", "linear"), "not today");
    missing("mcp-installation", "connected", "mcporter:linear SKIPPED (not today)");
    figure("mcp-installation", "missing-tools", "0");

    bound("mcporter", "linear", "NEEDS_AUTH", null, "[]");
    missing("mcp-installation", "connected", "NEEDS_AUTH");
    degraded("[\"more\"]", "expectation", true);
    figure("mcp-installation", "connected", "100");
    bound("qwen-code", "finance", "DEGRADED", "[\"quote\"]", "[\"trade\"]");
    figure("mcp-installation", "missing-tools", "1");
    assertThat(verdict("mcp-installation", "")).isEqualTo(Verdict.FAIL);
    bound("qwen-code", "finance", "FAILED", "[\"quote\", \"trade\"]", "[]");
    figure("mcp-installation", "connected", "50");
  }

  @Test
  void installation_counts_no_client_that_cannot_use_its_server() {
    deployed();
    dep.askedModels(null);
    bound("qwen-code", "finance", "CONNECTED", "[\"quote\", \"trade\"]", "[]");
    for (var extra : List.of("[]", "[\"more\"]")) {
      for (var rung : List.of("config", "canary", "cli")) {
        degraded(extra, rung, true);
        figure("mcp-installation", "connected", "50");
        assertThat(verdict("mcp-installation", "")).as(rung).isEqualTo(Verdict.FAIL);
      }
    }
    degraded("[\"more\"]", "cli", false);
    figure("mcp-installation", "connected", "100");
  }

  /** A binding that has something against it: tools beyond the expected ones, and a rung. */
  private void degraded(String extra, String rung, boolean taken) {
    bound("mcporter", "linear", "DEGRADED", "[\"a\", \"b\"]", "[]");
    var passed = taken && rung.equals("expectation") && !extra.equals("[]");
    dep.jdbc()
        .sql(
            "update muster.binding set extra_tools = ?::jsonb, rungs = ?::jsonb"
                + " where deployment_id = ? and client = 'mcporter'")
        .params(
            extra,
            "[{\"name\": \"%s\", \"passed\": %s, \"taken\": %s, \"seconds\": 0.1}]"
                .formatted(rung, passed, taken),
            dep.id)
        .update();
  }

  @Test
  void installation_is_inconclusive_while_a_model_cannot_be_used() {
    deployed();
    shows("qwen-code", "finance", "quote");
    shows("mcporter", "linear", "issues");
    missing("mcp-installation", "connected", "model opus was not asked");
    dep.askedModels("HTTP 401");
    missing("mcp-installation", "connected", "model opus cannot be used (HTTP 401)");
    assertThat(verdict("mcp-installation", "")).isEqualTo(Verdict.INCONCLUSIVE);

    dep.askedModels(null);
    figure("mcp-installation", "connected", "100");
  }

  @Test
  void installation_names_the_tools_that_would_be_approved_and_no_others() {
    deployed();
    dep.askedModels(null);
    var first = shows("qwen-code", "finance", "quote");
    var second = shows("mcporter", "linear", "issues");
    assertThat(measured("mcp-installation", "connected").detail())
        .isEqualTo("finance=" + first + " linear=" + second);
    figure("mcp-installation", "connected", "100");

    shows("gemini-cli", "finance", "trade");
    missing("mcp-installation", "connected", "finance shows other tools in one client than in");
    assertThat(measured("mcp-installation", "connected").detail()).isEqualTo("linear=" + second);

    dep.bean(ToolLocks.class).approve(dep.id, "linear", second, "eve", "a test");
    assertThat(looked("linear", "poison").quarantine()).isNotNull();
    missing("mcp-installation", "connected", "mcporter:linear QUARANTINED");
    assertThat(measured("mcp-installation", "connected").detail()).isNull();
  }

  private ToolLocks.Look looked(String server, String tool) {
    var tools = List.of(new McpSessions.Tool(tool, "", JsonNodeFactory.instance.objectNode()));
    return dep.bean(ToolLocks.class).look(dep.id, server, tools, "a test");
  }

  /** A binding that is connected and shows this tool. */
  private String shows(String client, String server, String tool) {
    bound(client, server, "CONNECTED", "[\"a\", \"b\"]", "[]");
    var hash = looked(server, tool).hash();
    dep.jdbc()
        .sql(
            "update muster.binding set tool_lock = ? where deployment_id = ? and client = ?"
                + " and server = ?")
        .params(hash, dep.id, client, server)
        .update();
    return hash;
  }

  @Test
  void the_workflow_test_is_its_newest_round_without_waiting() {
    deployed();
    missing("workflow-test", "test-cost", "no call was answered");
    missing("workflow-test", "test-quality", "the judge gave no score");
    missing("workflow-test", "test-minutes", "no run was closed");
    missing("workflow-test", "checks", "no acceptance check was run");

    var run = dep.closed("workflow-test", 1, "tester", "probe", "mix", "opus");
    took(run, 600);
    dep.bean(Runs.class).waited(run.id(), 240_000);
    figure("workflow-test", "test-minutes", "6");
    figure("workflow-test", "test-cost", "0.0075");
    figure("workflow-test", "test-quality", "9");
    figure("workflow-test", "checks", "100");
    assertThat(verdict("workflow-test", "")).isEqualTo(Verdict.PASS);

    dep.paid(run, "opus", null);
    missing("workflow-test", "test-cost", "opus");
    var again = dep.run("workflow-test", 2, "tester", "probe", "mix");
    missing("workflow-test", "checks", "no acceptance check was run");
    dep.bean(Runs.class).abort(again.id());
    assertThat(verdict("workflow-test", "")).isEqualTo(Verdict.INCONCLUSIVE);
  }

  @Test
  void an_agent_is_measured_on_all_its_canaries_in_both_arms() {
    deployed("canaries: [build]", "canaries: [build, probe]");
    var first = canary("build", "mix");
    canary("build", "baseline");
    canary("probe", "baseline");
    var half = "1 of 2 canaries were run to their end in arm mix";
    for (var criterion : new String[] {"checks", "quality-loss", "servers-called", "budget"}) {
      missing("agent", criterion, half);
    }
    var second = canary("probe", "mix");
    figure("agent", "checks", "100");
    figure("agent", "quality-loss", "0");
    figure("agent", "budget", "0.03");
    missing("agent", "servers-called", "tools were not bound: filesystem, sessions");
    serversBound();
    figure("agent", "servers-called", "0");

    answered(first, "filesystem", false);
    answered(second, "sessions", true);
    figure("agent", "servers-called", "50");
    answered(second, "sessions", false);
    figure("agent", "servers-called", "100");
    dep.scored(second, "8");
    figure("agent", "quality-loss", "0.5");
    dep.scored(second, null);
    missing("agent", "quality-loss", "the judge gave no score");
    dep.paid(first, "opus", null);
    missing("agent", "budget", "opus");
  }

  /** All below the agent's budget is in the figure, so all of it has to be measured. */
  @Test
  void a_judge_whose_cost_nobody_knows_leaves_the_agents_budget_unmeasured() {
    deployed();
    var run = canary("build", "mix");
    canary("build", "baseline");
    dep.judged(run, "opus", new Usage(0, 0, 0, 0, 0));
    figure("agent", "budget", "0.015");

    dep.judged(run, "opus", null);

    missing("agent", "budget", "opus (judge): no usage in the answer");
  }

  @Test
  void an_agent_without_a_whole_baseline_has_no_loss_and_no_budget() {
    deployed();
    canary("build", "mix");
    missing("agent", "quality-loss", "0 of 1 canaries were run to their end in arm baseline");
    missing("agent", "budget", "0 of 1 canaries");
    figure("agent", "checks", "100");
    dep.scored(canary("build", "baseline"), null);
    missing("agent", "quality-loss", "the judge gave no score");
    assertThat(verdict("agent", "builder")).isNotEqualTo(Verdict.PASS);
  }

  @Test
  void the_feature_needs_every_part() {
    deployed();
    missing("feature", "checks", "0 of 1 parts were run");
    dep.run("feature", 1, "builder", "build", "mix");
    missing("feature", "feature-quality", "0 of 1 parts were run");
    var run = dep.closed("feature", 2, "builder", "build", "mix", "opus");
    figure("feature", "checks", "100");
    figure("feature", "feature-quality", "9");
    dep.scored(run, null);
    missing("feature", "feature-quality", "the judge gave no score");
  }

  @Test
  void a_wave_counts_the_agents_that_passed() {
    deployed();
    dep.ended("wave-1");
    figure("wave-1", "quorum", "0");
    agentIs(Status.CANARY);
    figure("wave-1", "quorum", "100");
    agentIs(Status.TAKEN_BACK);
    figure("wave-1", "quorum", "0");
  }

  @Test
  void the_deployment_compares_the_arms_and_misses_what_was_not_run() {
    deployed();
    figure("deployment", "active-agents", "0");
    missing("deployment", "saving", "no mix run of builder");
    missing("deployment", "swarm-quality-loss", "a score is missing");
    missing("deployment", "speed-up", "0 of 1 waves have ended");

    canaryOf("mix", "llama");
    missing("deployment", "saving", "no baseline run of builder");
    canaryOf("baseline", "opus");
    figure("deployment", "saving", "100");
    figure("deployment", "swarm-quality-loss", "0");
    agentIs(Status.ACTIVE);
    figure("deployment", "active-agents", "1");
  }

  @Test
  void a_baseline_that_cost_nothing_is_nothing_to_save_from() {
    deployed("baseline: {model: opus}", "baseline: {model: llama}");
    canaryOf("mix", "llama");
    canaryOf("baseline", "llama");
    missing("deployment", "saving", "the baseline arm cost nothing");
  }

  @Test
  void a_phase_that_was_not_begun_and_ended_has_no_figure() {
    dep = Deployed.in(muster, folder);
    agentIs(Status.CANARY);
    for (var gate : dep.plan().gates().keySet()) {
      if (!gate.equals("agent")) {
        assertThat(measures.of(dep.id, gate, ""))
            .isNotEmpty()
            .allMatch(m -> m.measured() == null)
            .allMatch(m -> m.missing().equals("the phase was not begun and ended"));
        assertThat(verdict(gate, "")).isEqualTo(Verdict.INCONCLUSIVE);
      }
    }
    dep.bean(Phases.class).measureDeployment(dep.id, "v");
    figure("deployment", "active-agents", "0");
  }

  @Test
  void an_unknown_gate_is_refused() {
    deployed();
    assertThatThrownBy(() -> measures.of(dep.id, "wave-7", ""))
        .hasMessage("the plan has no gate wave-7");
  }

  private void deployed(String... changes) {
    dep =
        Deployed.in(muster, folder, changes)
            .ended("mcp-installation", "workflow-test", "feature", "deployment");
  }

  private Run canary(String task, String arm) {
    return dep.closed("wave-1", 1, "builder", task, arm, "opus");
  }

  private Run canaryOf(String arm, String model) {
    return dep.closed("wave-1", 1, "builder", "build", arm, model);
  }

  private void serversBound() {
    for (var server : List.of("filesystem", "sessions")) {
      dep.jdbc()
          .sql(
              "insert into muster.agent_server(deployment_id, agent, server, answered, tools,"
                  + " reason, bound_at) values (?, 'builder', ?, true, 5, '', now())")
          .params(dep.id, server)
          .update();
    }
  }

  private void answered(Run run, String server, boolean error) {
    var calls = dep.bean(ToolCalls.class);
    var id = dep.task();
    calls.open(dep.id, run.id(), 1, id, server, "tool", "{}", true);
    calls.answered(run.id(), 1, id, "text", error);
  }

  private void took(Run run, int seconds) {
    dep.at("run", "opened_at", "id = '" + run.id() + "'", NOON);
    dep.at("run", "closed_at", "id = '" + run.id() + "'", NOON.plus(Duration.ofSeconds(seconds)));
  }

  private void bound(String client, String server, String state, String tools, String missing) {
    dep.jdbc()
        .sql(
            "insert into muster.binding(deployment_id, client, server, state, rungs, tools,"
                + " missing_tools, extra_tools, reason, probed_at)"
                + " values (?, ?, ?, ?, '[]', ?::jsonb, ?::jsonb, '[]', 'as it is', now())")
        .params(dep.id, client, server, state, tools, missing)
        .update();
  }

  private void agentIs(Status status) {
    dep.bean(AgentRegistry.class).set(dep.id, "builder", status, "as the test says");
  }

  private Verdict verdict(String gate, String subject) {
    return gates.evaluate(dep.id, gate, subject, measures.of(dep.id, gate, subject)).verdict();
  }

  private Measurement measured(String gate, String criterion) {
    return measures.of(dep.id, gate, gate.equals("agent") ? "builder" : "").stream()
        .filter(m -> m.criterion().equals(criterion))
        .findFirst()
        .orElseThrow();
  }

  private void figure(String gate, String criterion, String figure) {
    var found = measured(gate, criterion);
    assertThat(found.missing()).as(criterion).isNull();
    assertThat(found.limit()).as(criterion).isNotNull();
    assertThat(found.measured()).as(criterion).isEqualByComparingTo(new BigDecimal(figure));
  }

  private void missing(String gate, String criterion, String reason) {
    var found = measured(gate, criterion);
    assertThat(found.measured()).as(criterion).isNull();
    assertThat(found.missing()).as(criterion).contains(reason);
  }
}
