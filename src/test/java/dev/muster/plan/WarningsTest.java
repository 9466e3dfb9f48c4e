package dev.muster.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.secret.Secrets;
import dev.muster.secret.SecretsFile;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is no fault of a plan, and would be heard of first when its calls fail. */
class WarningsTest {
  private static final LocalDate TODAY = LocalDate.of(2026, 12, 2);
  private static final String KEY = "    apiKey: ${ANTHROPIC_API_KEY}\n";
  @TempDir Path folder;
  private SmallPlan plan;

  @BeforeEach
  void smallPlan() {
    plan = new SmallPlan(folder);
  }

  @Test
  void each_variable_without_a_value_is_told_once_with_its_line_and_where_it_was_looked_for() {
    plan.with("${LINEAR_API_KEY}", "${LINEAR_API_KEY}${LINEAR_API_KEY}${SITE_KEY}");
    var secrets = folder.resolve("secrets.env");
    var sought = ", it was looked for in the environment, then in secrets.env, set it in one of";

    assertThat(unset(Map.of("SITE_KEY", "never-shown")))
        .extracting(told -> told.replace(secrets.toString(), "secrets.env"))
        .containsExactly(
            at("${ANTHROPIC") + "${ANTHROPIC_API_KEY} has no value" + sought + " them",
            at("${LINEAR") + "${LINEAR_API_KEY} has no value" + sought + " them",
            at("webAllow")
                + "${MUSTER_SITE_URL} has no value"
                + sought.replace(
                    "set it in one of", "set it in the environment of ./muster serve"));
    assertThat(unset(Map.of("SITE_KEY", "x", "MUSTER_SITE_URL", "x", "LINEAR_API_KEY", "")))
        .hasSize(2);
  }

  @Test
  void only_what_muster_gives_itself_needs_no_value() {
    plan.with("${LINEAR_API_KEY}", "${MUSTER_LINEAR_KEY}${MUSTER_DATA}");
    assertThat(unset(Map.of("MUSTER_SITE_URL", "x", "ANTHROPIC_API_KEY", "x")))
        .singleElement()
        .asString()
        .contains("${MUSTER_LINEAR_KEY} has no value");
  }

  @Test
  void what_models_and_shells_read_names_no_variables_of_the_plan() {
    plan.with("prompt: You test.", "prompt: You test ${THIS}.");
    plan.with("[\"true\"]", "[sh, -c, \"test -n ${THIS} || curl ${MUSTER_OWN_URL}\"]");
    assertThat(unset(Map.of()))
        .noneMatch(told -> told.contains("THIS"))
        .anyMatch(told -> told.contains("${MUSTER_OWN_URL} has no value"));
  }

  @Test
  void a_metered_model_on_the_internet_without_a_key_is_told_with_its_line() {
    plan.with(KEY, "");
    assertThat(warnings())
        .containsExactly(
            at("  opus:\n")
                + "models.opus has no apiKey, it is metered, and api.anthropic.com will hardly"
                + " answer without a key, add apiKey: ${NAME} with the variable that holds the key");
  }

  @ParameterizedTest
  @CsvSource({
    "https://localhost:8443",
    "https://10.0.0.7/v1",
    "https://models.internal",
    "https://models",
    "http://api.example.com",
    "https://${MODELS_HOST}/v1"
  })
  void who_is_near_or_not_known_may_need_no_key(String address) {
    plan.with(KEY, "").with("https://api.anthropic.com", address);
    assertThat(warnings()).isEmpty();
  }

  @Test
  void a_retirement_has_its_line() {
    plan.with("strength: 100", "strength: 100\n    retires: 2027-01-31");
    assertThat(warnings())
        .containsExactly(
            at("retires")
                + "model opus (claude-opus-5) is retired on 2027-01-31, in 60 days, replace it");
  }

  private String at(String part) {
    return "plan.yaml:" + plan.line(part) + ": warning: ";
  }

  private List<String> warnings() {
    return shown(PlanCheck.warnings(plan.file(), TODAY));
  }

  private List<String> unset(Map<String, String> environment) {
    var secrets = Secrets.of(environment, SecretsFile.at(folder.resolve("secrets.env")));
    return shown(PlanCheck.unset(plan.file(), secrets));
  }

  private List<String> shown(List<Problem> told) {
    assertThat(plan.problems()).isEmpty();
    return told.stream().map(p -> p.warning().replace(folder + "/plan", "plan")).toList();
  }
}
