package dev.muster.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.LocalDate;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class CliModelRuleTest {
  private static final String GATEWAY =
      """
        via-qwen:
          cli: qwen-code
          via: gateway
          upstream: llama
          version: 0.24.4
          strength: 40
      """;
  private static final String VENDOR =
      """
        copilot:
          cli: copilot
          via: vendor
          version: 1.0.102
          provider: github
          family: gpt
          id: gpt-5-mini
          apiKey: ${COPILOT_GITHUB_TOKEN}
          billing: flat
          maxInputTokens: 64000
          maxOutputTokens: 8000
          strength: 45
      """;

  @TempDir private Path folder;
  private SmallPlan plan;

  @BeforeEach
  void withCliModels() {
    plan =
        new SmallPlan(folder)
            .with("prices:\n", GATEWAY + VENDOR + "prices:\n")
            .with(
                "qwen-code: {kind: qwen-code, ",
                "copilot: {kind: copilot-cli, servers: [], command: copilot}\n"
                    + "  claude: {kind: claude-code, servers: [], command: claude}\n"
                    + "  qwen-code: {kind: qwen-code, command: qwen, ")
            .with("mix: {llama: 100}", "mix: {via-qwen: 50, copilot: 30, llama: 20}");
  }

  @Test
  void whoever_asks_for_other_shares_than_runs_of_a_mix_with_a_cli_is_told() {
    assertThat(PlanCheck.warnings(plan.file(), LocalDate.EPOCH)).isEmpty();
    plan.with("routing:\n", "routing:\n  shares: tokens\n");
    assertThat(plan.problems()).isEmpty();
    assertThat(PlanCheck.warnings(plan.file(), LocalDate.EPOCH))
        .singleElement()
        .extracting(Problem::warning)
        .asString()
        .contains("plan.yaml:" + plan.line("shares: tokens") + ": ")
        .contains("counts runs, not tokens", "via-qwen works whole runs", "say runs");
  }

  @Test
  void behind_the_gateway_a_model_is_its_upstream_in_all_that_a_call_is() {
    assertThat(plan.problems()).isEmpty();
    var models = PlanCheck.read(plan.file()).plan().models();

    assertThat(models.get("via-qwen"))
        .usingRecursiveComparison()
        .ignoringFields("name", "strength", "cli")
        .isEqualTo(models.get("llama"));
    assertThat(models.get("via-qwen").strength()).isEqualTo(40);
    assertThat(models.get("via-qwen").cli())
        .isEqualTo(new Model.Cli("qwen-code", Model.Via.GATEWAY, "llama", "0.24.4"));
    assertThat(models.get("copilot").protocol()).isNull();
    assertThat(models.get("copilot").billing()).isEqualTo(Model.Billing.FLAT);
    assertThat(models.get("llama").cli()).isNull();
    assertThat(PlanJson.write(models.get("llama"))).doesNotContain("cli");
  }

  @Test
  void muster_asks_the_upstream_before_a_deployment_and_never_the_cli() {
    var asked = PlanCheck.read(plan.file()).plan().modelsInUse();
    assertThat(asked).contains("llama", "opus").doesNotContain("via-qwen", "copilot");
  }

  @Test
  void a_vendors_model_may_retire_and_whoever_uses_it_is_told() {
    plan.with("    id: gpt-5-mini\n", "    id: gpt-5-mini\n    retires: 2027-01-31\n");

    assertThat(plan.problems()).isEmpty();
    var read = PlanCheck.read(plan.file()).plan();
    assertThat(read.modelsServing()).contains("llama", "copilot").doesNotContain("via-qwen");
    assertThat(Retirements.of(read, LocalDate.of(2027, 1, 30)))
        .containsExactly(
            "Model copilot (gpt-5-mini) is retired on 2027-01-31, in 1 day: replace it.");
  }

  static Stream<Arguments> faults() {
    return Stream.of(
        fault(
            "upstream: llama\n",
            "upstream: llama\n    retires: 2027-01-31\n",
            "via-qwen has retires",
            "remove it"),
        fault("cli: qwen-code", "cli: qwen", "cli names the unknown client 'qwen'", "qwen-code?"),
        fault("cli: qwen-code", "cli: mcporter", "via-qwen.cli is mcporter", "an agent CLI"),
        fault("command: qwen, ", "", "which has no command", "add command to clients.qwen-code"),
        fault("    upstream: llama\n", "", "via-qwen lacks upstream", "or say via: vendor"),
        fault("upstream: llama", "upstream: lama", "the unknown model 'lama'", "llama?"),
        fault("upstream: llama", "upstream: copilot", "is a CLI model, too", "without cli"),
        fault(
            "upstream: llama",
            "upstream: opus",
            "via-qwen.upstream speaks anthropic-messages, qwen-code speaks openai-chat",
            "name a model with protocol: openai-chat"),
        fault(
            "cli: qwen-code",
            "cli: claude",
            "claude-code speaks anthropic-messages",
            "protocol: anthropic-messages"),
        fault("upstream: llama\n", "upstream: llama\n    id: x\n", "via-qwen has id", "remove it"),
        fault("    version: 0.24.4\n", "", "via-qwen lacks version", "any other is refused"),
        fault("    family: gpt\n", "", "models.copilot lacks family", "add family"),
        fault("billing: flat", "billing: metered", "models.copilot has no price", "row of prices"),
        fault("via: vendor", "via: vendor\n    upstream: llama", "copilot has upstream", "remove"),
        fault("via: vendor", "via: mail", "models.copilot.via does not fit", "gateway vendor"),
        fault("${COPILOT_GITHUB_TOKEN}", "ghp_123", "models.copilot.apiKey", "write ${NAME}"),
        fault("model: opus}\n", "model: via-qwen}\n", "baseline.model names the CLI", "upstream"),
        fault("judges: [llama", "judges: [copilot", "routing.judges names the CLI", "upstream"),
        fault("think, model: opus", "think, model: copilot", "tasks.build.steps names", "HTTP"),
        fault(
            "opus: 60, llama: 40",
            "opus: 60, copilot: 40",
            "agents.builder.mix has a CLI model, and task build models per step",
            "remove model from the task's steps"));
  }

  @ParameterizedTest
  @MethodSource("faults")
  void a_fault_is_told_with_its_line_and_its_mend(
      String old, String fresh, String what, String mend) {
    plan.with(old, fresh);
    assertThat(plan.problems())
        .anySatisfy(problem -> assertThat(problem).matches("plan.yaml:\\d+: .*").contains(what))
        .anySatisfy(problem -> assertThat(problem).contains(what).contains(mend));
  }

  /** What a session tells is the sum of its calls. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "perRequest | perRequest: 0.01",
        "tiers | tiers: [{aboveInputTokens: 9, input: 2, output: 3}]",
        "included.requests | included: {requests: 300}"
      })
  void a_vendors_session_has_no_price_of_each_call(String what, String row) {
    plan.with("billing: flat", "billing: metered\n    price: by-call")
        .with(
            "prices:\n",
            "prices:\n  by-call: {input: 1, output: 2, %s, effectiveFrom: 2026-01-01, source: s}\n"
                .formatted(row));
    assertThat(plan.problems())
        .anySatisfy(
            problem ->
                assertThat(problem)
                    .contains("models.copilot.price has " + what)
                    .contains("name a row without " + what));
  }

  private static Arguments fault(String old, String fresh, String what, String mend) {
    return Arguments.of(old, fresh, what, mend);
  }
}
