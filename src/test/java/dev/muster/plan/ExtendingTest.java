package dev.muster.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExtendingTest {
  @TempDir private Path folder;
  private SmallPlan base;

  @BeforeEach
  void basePlan() {
    base = new SmallPlan(folder);
    base.file();
  }

  private Path child(String text) {
    return base.write("child.yaml", "extends: plan.yaml\n" + text);
  }

  private List<String> problems(Path file) {
    return PlanCheck.check(file).stream().map(base::shown).toList();
  }

  @Test
  void maps_are_merged_and_the_extending_plan_wins() {
    var plan = PlanReader.read(child("models: {opus: {baseUrl: \"http://h:1/x\"}}\n")).plan();

    assertThat(plan.models().get("opus").baseUrl()).isEqualTo("http://h:1/x");
    assertThat(plan.models().get("opus").id()).isEqualTo("claude-opus-5");
    assertThat(plan.models().keySet()).containsExactly("opus", "llama", "critic", "sample");
  }

  @Test
  void null_removes_and_lists_are_replaced() {
    var plan =
        PlanReader.read(
                child(
                    """
                    models: {sample: null}
                    agents: {builder: {tools: ~, mcp: [filesystem]}}
                    mcpServers: {finance: {command: null, args: null, env: null, url: "http://h/m"}}
                    """))
            .plan();

    assertThat(plan.models()).containsOnlyKeys("opus", "llama", "critic");
    assertThat(plan.agents().get("builder").mcp()).containsExactly("filesystem");
    assertThat(plan.agents().get("builder").allowTools()).isEmpty();
    assertThat(plan.mcpServers().get("finance").isStdio()).isFalse();
  }

  @Test
  void a_problem_points_to_the_file_that_holds_the_faulty_line() {
    base.with("saving: 70", "saving: 60").file();
    var child = child("models:\n  opus:\n    strength: high\n    price: null\n");

    assertThat(problems(child))
        .anyMatch(p -> p.startsWith("child.yaml:4: models.opus.strength does not fit"))
        .anyMatch(p -> p.startsWith("child.yaml:4: models.opus has no price"))
        .anyMatch(p -> p.startsWith("plan.yaml:" + base.line("saving: 60") + ": "));
  }

  @Test
  void a_base_must_lie_in_the_same_folder_and_be_there() {
    assertThat(problems(base.write("a.yaml", "extends: ../plan.yaml\n")))
        .anyMatch(p -> p.startsWith("a.yaml:1: extends '../plan.yaml'"));
    assertThat(problems(base.write("a.yaml", "extends: none.yaml\n")))
        .containsExactly(
            "none.yaml: no such file, a plan is one YAML file, give the path of the plan's .yaml"
                + " file");
    assertThat(problems(base.write("a.yaml", "extends: [plan.yaml]\n")))
        .anyMatch(p -> p.startsWith("a.yaml:1: extends"));
  }

  @Test
  void plans_that_extend_each_other_are_refused() {
    base.write("a.yaml", "extends: b.yaml\n");
    assertThat(problems(base.write("b.yaml", "extends: a.yaml\n")))
        .anyMatch(p -> p.contains("extend each other in a circle"));
    assertThat(problems(base.write("c.yaml", "extends: c.yaml\n")))
        .anyMatch(p -> p.contains("extend each other in a circle"));
  }

  @Test
  void extending_gives_another_digest_only_when_it_changes_something() {
    var plain = PlanReader.read(folder.resolve("plan.yaml")).digest();

    assertThat(PlanReader.read(child("")).digest()).isEqualTo(plain);
    assertThat(PlanReader.read(child("name: other\n")).digest()).isNotEqualTo(plain);
  }
}
