package dev.muster.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The shipped plans say what the status page says. */
class ShippedPlansTest {
  private static final Path SWARM = Path.of("plans/multi-model-swarm.yaml");
  private static final Path REHEARSAL = Path.of("plans/rehearsal.yaml");

  @ParameterizedTest
  @ValueSource(strings = {"multi-model-swarm.yaml", "rehearsal.yaml", "fail-mcp-installation.yaml"})
  void a_shipped_plan_has_no_problem(String plan) {
    assertThat(PlanCheck.check(Path.of("plans", plan))).isEmpty();
  }

  @Test
  void the_ten_agents_have_exactly_their_mixes_and_servers() {
    var plan = PlanReader.read(SWARM).plan();

    assertThat(plan.waveAgents()).hasSize(10);
    has(
        plan,
        "project-manager",
        Map.of("opus", 40, "sonnet", 60),
        "filesystem git linear sessions");
    var coder = Map.of("qwen", 40, "copilot", 40, "sonnet", 20);
    has(plan, "backend-developer", coder, "filesystem git database execution web");
    has(plan, "frontend-developer", coder, "filesystem git execution web");
    has(plan, "qa-lead", Map.of("sonnet", 70, "qwen", 30), "filesystem execution database git");
    has(plan, "code-reviewer", Map.of("gemini", 80, "sonnet", 20), "filesystem git web execution");
    has(
        plan,
        "infrastructure-engineer",
        Map.of("sonnet", 60, "qwen", 40),
        "filesystem database execution git");
    has(
        plan,
        "devops-engineer",
        Map.of("qwen", 60, "gemini", 30, "sonnet", 10),
        "filesystem execution git");
    has(
        plan,
        "security-reviewer",
        Map.of("sonnet", 60, "gemini", 40),
        "filesystem git web execution");
    has(plan, "marketing-manager", Map.of("gemini", 70, "qwen", 30), "filesystem git web");
    has(
        plan,
        "operations-automation",
        Map.of("qwen", 70, "gemini", 30),
        "filesystem execution database apis");
  }

  private static void has(Plan plan, String agent, Map<String, Integer> mix, String servers) {
    assertThat(plan.agents().get(agent).mix().shares()).as(agent).isEqualTo(mix);
    assertThat(plan.agents().get(agent).mcp()).as(agent).containsExactly(servers.split(" "));
  }

  @Test
  void the_waves_are_three_and_seven_with_the_feature_after_the_first() {
    var waves = PlanReader.read(SWARM).plan().waves();

    assertThat(waves.get(0).agents())
        .containsExactly("backend-developer", "frontend-developer", "code-reviewer");
    assertThat(waves.get(0).feature())
        .extracting(Wave.FeatureStep::agent)
        .containsExactly("backend-developer", "frontend-developer", "code-reviewer");
    assertThat(waves.get(1).agents()).hasSize(7);
    assertThat(waves.get(1).feature()).isEmpty();
  }

  @Test
  void the_bindings_are_exactly_those_of_the_page() {
    for (var file : List.of(SWARM, REHEARSAL)) {
      assertThat(PlanReader.read(file).plan().bindings())
          .extracting(Binding::id)
          .containsExactlyInAnyOrder(
              "qwen-code:finance-mcp-server",
              "qwen-code:serena",
              "gemini-cli:finance-mcp-server",
              "gemini-cli:serena",
              "mcporter:chrome-devtools-mcp",
              "mcporter:context7",
              "mcporter:linear",
              "mcporter:supabase",
              "mcporter:hf-mcp-server");
    }
  }

  @Test
  void the_workflow_test_asks_the_expected_model_at_each_step() {
    var plan = PlanReader.read(SWARM).plan();
    var task = plan.tasks().get(plan.testAgent().orElseThrow().canaries().get(0));

    assertThat(task.steps())
        .extracting(Task.Step::name, Task.Step::model)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("plan", "sonnet"),
            org.assertj.core.groups.Tuple.tuple("boilerplate", "qwen"),
            org.assertj.core.groups.Tuple.tuple("system-checks", "sonnet"),
            org.assertj.core.groups.Tuple.tuple("tests", "sonnet"),
            org.assertj.core.groups.Tuple.tuple("review", "gemini"));
    assertThat(plan.agents().get("infra-optimization-eng").isAdopted()).isTrue();
  }

  @Test
  void at_equal_tokens_the_declared_mixes_save_seventy_per_cent() {
    var plan = PlanReader.read(SWARM).plan();
    var mixes =
        plan.waveAgents().stream()
            .map(agent -> cost(plan, agent.mix()))
            .reduce(BigDecimal.ZERO, BigDecimal::add);
    var baseline = cost(plan, plan.baseline()).multiply(BigDecimal.TEN);
    var share = mixes.divide(baseline, 4, RoundingMode.HALF_UP);

    assertThat(BigDecimal.ONE.subtract(share)).isBetween(decimal("0.70"), decimal("0.85"));
  }

  /** Ten input tokens to one output token, shares by tokens. */
  private static BigDecimal cost(Plan plan, Mix mix) {
    var cost = BigDecimal.ZERO;
    for (var share : mix.shares().entrySet()) {
      var price = plan.prices().get(plan.models().get(share.getKey()).price());
      var tokens = price.input().multiply(BigDecimal.TEN).add(price.output());
      cost = cost.add(tokens.multiply(BigDecimal.valueOf(share.getValue())));
    }
    return cost;
  }

  private static BigDecimal decimal(String text) {
    return new BigDecimal(text);
  }

  @Test
  void the_rehearsal_replaces_only_addresses_keys_commands_and_homes() {
    var real = PlanReader.read(SWARM).plan();
    var rehearsed = PlanReader.read(REHEARSAL).plan();

    assertThat(rehearsed)
        .usingRecursiveComparison()
        .ignoringFields("models", "mcpServers", "clients", "operation")
        .isEqualTo(real);
    assertThat(rehearsed.models())
        .usingRecursiveComparison()
        .ignoringFieldsMatchingRegexes(".*\\.(baseUrl|apiKey|label)")
        .isEqualTo(real.models());
    assertThat(rehearsed.clients())
        .usingRecursiveComparison()
        .ignoringFieldsMatchingRegexes(".*\\.(home|command)")
        .isEqualTo(real.clients());
    assertThat(rehearsed.mcpServers()).containsOnlyKeys(real.mcpServers().keySet());
    assertThat(rehearsed.mcpServers().values()).allMatch(McpServer::standIn);
    assertThat(rehearsed.operation().cassettes()).isEqualTo("cassettes");
    assertThat(rehearsed.models().get("copilot").label()).contains("rehearsed");
  }

  @Test
  void the_rehearsal_reaches_this_machine_only() {
    var plan = PlanReader.read(REHEARSAL).plan();

    assertThat(plan.models().values())
        .allMatch(model -> model.baseUrl().startsWith("${MUSTER_MODELS_URL}/"))
        .allMatch(model -> model.apiKey().equals("${MUSTER_REHEARSAL_KEY}"));
    assertThat(plan.mcpServers().values())
        .allMatch(s -> s.isStdio() ? s.command().equals("node") : s.url().startsWith("${MUSTER_"));
    assertThat(plan.clients().values())
        .allMatch(client -> client.home().startsWith("${MUSTER_DATA}/homes/"));
  }

  @Test
  void a_shipped_plan_survives_its_json_unchanged() {
    for (var file : List.of(SWARM, REHEARSAL)) {
      var frozen = PlanReader.read(file);
      var again = PlanJson.read(PlanJson.write(frozen.plan()));

      assertThat(again).isEqualTo(frozen.plan());
      assertThat(PlanDigest.of(again, frozen.files())).isEqualTo(frozen.digest());
    }
  }
}
