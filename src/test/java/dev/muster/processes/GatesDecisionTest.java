package dev.muster.processes;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.camunda.bpm.dmn.engine.DmnDecision;
import org.camunda.bpm.dmn.engine.DmnEngine;
import org.camunda.bpm.dmn.engine.DmnEngineConfiguration;
import org.camunda.bpm.engine.variable.Variables;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** gates.dmn judges each criterion in its direction, and a plan can never loosen a floor. */
class GatesDecisionTest {

  private static DmnEngine engine;
  private static DmnDecision gates;

  @BeforeAll
  static void read() throws IOException {
    engine = DmnEngineConfiguration.createDefaultDmnEngineConfiguration().buildEngine();
    gates = decision("gates.dmn", "gate-criterion");
  }

  @ParameterizedTest
  @CsvSource({
    "test-cost,         0.0999, 0.10, 0.10",
    "budget,            5,      5,    5.01",
    "test-quality,      8,      8,    7.9",
    "feature-quality,   8.5,    8.5,  8.4",
    "quality-loss,      0.5,    0.5,  0.6",
    "swarm-quality-loss, 0,     0,    0.1",
    "test-minutes,      14.9,   15,   15",
    "checks,            100,    100,  99.9",
    "connected,         100,    100,  90",
    "missing-tools,     0,      0,    1",
    "servers-called,    100,    100,  50",
    "quorum,            100,    100,  99.9",
    "active-agents,     10,     10,   9",
    "saving,            70,     70,   69.9",
    "speed-up,          2,      2,    1.99"
  })
  void the_limit_separates_pass_from_fail(
      String criterion, BigDecimal good, BigDecimal limit, BigDecimal bad) {
    assertThat(verdict(criterion, good, limit)).isEqualTo("PASS");
    assertThat(verdict(criterion, bad, limit)).isEqualTo("FAIL");
    assertThat(reason(criterion, bad, limit))
        .contains(bad.toString(), limit.toString(), "outside the limit");
    assertThat(rule(criterion, good, limit, true)).containsEntry("verdict", "INCONCLUSIVE");
    assertThat(rule(criterion, null, limit, false)).containsEntry("verdict", "INCONCLUSIVE");
    assertThat(rule(criterion, good, null, false)).containsEntry("verdict", "INCONCLUSIVE");
  }

  @ParameterizedTest
  @CsvSource({
    "test-cost,       0.01, 0.11, 0.10",
    "test-quality,    10,   7.9,  8",
    "feature-quality, 10,   7.9,  8",
    "test-minutes,    1,    15.1, 15",
    "saving,          99,   69,   70",
    "speed-up,        9,    1.5,  2",
    "checks,          100,  99.9, 100",
    "connected,       100,  90,   100",
    "servers-called,  100,  50,   100",
    "quorum,          100,  80,   100",
    "missing-tools,   0,    1,    0",
    "swarm-quality-loss, -1, 0.1, 0"
  })
  void a_plan_that_loosens_a_floor_fails_however_good_the_figure(
      String criterion, BigDecimal measured, BigDecimal limit, String floor) {
    assertThat(verdict(criterion, measured, limit)).isEqualTo("FAIL");
    assertThat(reason(criterion, measured, limit))
        .contains("the plan", limit.toString(), "no plan may", floor);
  }

  @Test
  void every_criterion_of_the_table_is_tried_above() throws Exception {
    var tried = GatesDecisionTest.class.getDeclaredMethods();
    var method = Arrays.stream(tried).filter(m -> m.getName().startsWith("the_limit")).findAny();
    var rows = method.get().getAnnotation(CsvSource.class).value();
    var names = Arrays.stream(rows).map(r -> r.split(",")[0]).toList();
    var table = Files.readString(Diagram.FOLDER.resolve("gates.dmn"));
    var cells = Pattern.compile("_criterion\">\\s*<text>\"([a-z-]+)\"");
    var named = cells.matcher(table).results().map(m -> m.group(1)).collect(Collectors.toSet());
    assertThat(names).containsExactlyInAnyOrderElementsOf(named);
  }

  @Test
  void an_unknown_criterion_cannot_pass() {
    assertThat(verdict("beauty", BigDecimal.TEN, BigDecimal.ONE)).isEqualTo("INCONCLUSIVE");
    assertThat(reason("beauty", BigDecimal.TEN, BigDecimal.ONE)).contains("beauty", "unknown");
  }

  @Test
  void the_reason_of_a_pass_names_the_figures_as_they_were_measured() {
    assertThat(reason("budget", new BigDecimal("0.0300"), new BigDecimal("0.10")))
        .isEqualTo("Money spent: 0.0300 USD, within the limit (at most 0.10 USD).");
  }

  @Test
  void no_hard_rule_leaves_the_model_to_the_mix() throws IOException {
    var rule = decision("routing.dmn", "routing-rule");
    var asked =
        Variables.createVariables()
            .putValue("role", "qa-lead")
            .putValue("task", "canary")
            .putValue("phase", "wave-2")
            .putValue("kind", null)
            .putValue("dataClass", "secret")
            .putValue("usdLeft", 0.25);
    assertThat(engine.evaluateDecisionTable(rule, asked).getSingleResult().getEntryMap())
        .isEqualTo(Map.of("model", "", "only", ""));
  }

  private static DmnDecision decision(String file, String id) throws IOException {
    try (var in = Files.newInputStream(Path.of("processes", file))) {
      return engine.parseDecision(id, in);
    }
  }

  private static String verdict(String criterion, BigDecimal measured, BigDecimal limit) {
    return (String) rule(criterion, measured, limit, false).get("verdict");
  }

  private static String reason(String criterion, BigDecimal measured, BigDecimal limit) {
    return (String) rule(criterion, measured, limit, false).get("reason");
  }

  private static Map<String, Object> rule(
      String criterion, BigDecimal measured, BigDecimal limit, boolean missing) {
    var inputs =
        Variables.createVariables()
            .putValue("criterion", criterion)
            .putValue("measured", measured)
            .putValue("limit", limit)
            .putValue("missing", missing);
    return engine.evaluateDecisionTable(gates, inputs).getSingleResult().getEntryMap();
  }
}
