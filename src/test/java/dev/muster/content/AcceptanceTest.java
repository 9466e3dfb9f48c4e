package dev.muster.content;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The checks accept good work and refuse spoiled work, by really running it. */
class AcceptanceTest {

  private static final List<Part> FEATURE =
      List.of(
          new Part("backend-developer", "feature-backend"),
          new Part("frontend-developer", "feature-frontend"),
          new Part("code-reviewer", "feature-review"));

  @TempDir Path folder;
  private int copies;

  record Part(String role, String task) {}

  @ParameterizedTest
  @CsvSource({
    "test-multi-model-backend, health-endpoint",
    "project-manager, canary-project-manager",
    "backend-developer, canary-backend-developer",
    "frontend-developer, canary-frontend-developer",
    "qa-lead, canary-qa-lead",
    "code-reviewer, canary-code-reviewer",
    "infrastructure-engineer, canary-infrastructure-engineer",
    "devops-engineer, canary-devops-engineer",
    "security-reviewer, canary-security-reviewer",
    "marketing-manager, canary-marketing-manager",
    "operations-automation, canary-operations-automation"
  })
  void accepts_the_work_and_not_the_bare_template(String role, String task) throws Exception {
    var work = new Work(folder.resolve("work"), task);
    assertThat(accepted(work, task)).doesNotContainValue(true);
    work.play(Cassette.of("none", role, task));
    assertThat(accepted(work, task)).doesNotContainValue(false);
  }

  @ParameterizedTest
  @CsvSource({
    "workflow-test, test-multi-model-backend, health-endpoint",
    "agent, backend-developer, canary-backend-developer",
    "wave-1, frontend-developer, canary-frontend-developer",
    "wave-1, code-reviewer, canary-code-reviewer",
    "wave-2, qa-lead, canary-qa-lead"
  })
  void refuses_spoiled_work(String gate, String role, String task) throws Exception {
    var work = new Work(folder.resolve("work"), task);
    work.play(Cassette.of(gate, role, task));
    assertThat(accepted(work, task)).containsValue(false);
  }

  @Test
  void accepts_the_feature_part_by_part_and_misses_the_review() throws Exception {
    var work = new Work(folder.resolve("work"), "feature-backend");
    for (var part : FEATURE) {
      assertThat(accepted(work, part.task())).containsOnly(Map.entry("check.mjs", false));
      work.play(Cassette.of("none", part.role(), part.task()));
      assertThat(accepted(work, part.task())).containsOnly(Map.entry("check.mjs", true));
    }
  }

  @Test
  void refuses_every_part_of_the_spoiled_feature() throws Exception {
    var work = new Work(folder.resolve("work"), "feature-backend");
    for (var part : FEATURE) {
      work.play(Cassette.of("feature", part.role(), part.task()));
      assertThat(accepted(work, part.task())).containsOnly(Map.entry("check.mjs", false));
    }
  }

  private Map<String, Boolean> accepted(Work work, String task) throws Exception {
    var results = new TreeMap<String, Boolean>();
    for (var program : programs(task)) {
      var checked = work.check(task, program, folder.resolve("copy" + copies++));
      results.put(program, checked.accepted());
    }
    return results;
  }

  private static List<String> programs(String task) {
    return task.equals("health-endpoint")
        ? List.of("endpoint.mjs", "tests.mjs")
        : List.of("check.mjs");
  }
}
