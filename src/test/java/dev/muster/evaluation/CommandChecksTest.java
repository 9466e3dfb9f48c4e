package dev.muster.evaluation;

import static dev.muster.Deployed.get;
import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.Deployed;
import dev.muster.WholeMuster;
import dev.muster.agent.Run;
import dev.muster.evaluation.Checks.Checked;
import dev.muster.plan.DeploymentPlans;
import dev.muster.plan.Task;
import dev.muster.plan.Task.Check;
import dev.muster.store.DataFolder;
import dev.muster.workspace.Workspaces;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;

/** Real commands decide, on a copy, with files that the agent never sees. */
@WholeMuster
class CommandChecksTest {
  @Autowired ApplicationContext muster;
  @Autowired Checks checks;
  @TempDir Path folder;
  private Deployed dep;
  private Run run;

  @BeforeEach
  void open() {
    dep = Deployed.in(muster, folder);
    run = dep.run("wave-1", 1, "builder", "build", "mix");
  }

  @Test
  void the_exit_code_decides_and_outcomes_are_stored_in_order() throws Exception {
    check(command("good", "true"), command("bad", "sh", "-c", "echo why; exit 3"));

    assertThat(checks.of(run.id())).extracting(Checked::name).containsExactly("good", "bad");
    assertThat(checks.of(run.id())).extracting(Checked::passed).containsExactly(true, false);
    assertThat(checks.of(run.id())).extracting(Checked::exitCode).containsExactly(0, 3);
    assertThat(checks.of(run.id()).get(1).outputTail()).contains("why");

    check(command("good", "true"));
    assertThat(checks.of(run.id())).as("the newest batch counts").hasSize(1);
  }

  @Test
  void a_check_that_takes_too_long_has_failed_without_an_exit_code() throws Exception {
    check(new Check("slow", List.of("sleep", "60"), null, 1));
    assertThat(checks.of(run.id()).get(0))
        .matches(c -> !c.passed() && c.exitCode() == null)
        .matches(c -> c.outputTail().startsWith("stopped after 1 s"));
  }

  @Test
  void a_program_that_was_not_made_is_a_failed_check() throws Exception {
    check(command("made", "./build/server"), command("other", "true"));
    assertThat(checks.of(run.id())).extracting(Checked::passed).containsExactly(false, true);
    assertThat(checks.of(run.id()).get(0).outputTail()).contains("cannot start ./build/server");
  }

  @Test
  void the_agent_never_sees_a_checks_files_and_a_check_changes_nothing() throws Exception {
    var root = dep.bean(Workspaces.class).open(run.workspaceId()).root();
    var look =
        "test -f \"$MUSTER_CHECK/check.mjs\" && test -f src/main.js && echo spoiled > src/main.js"
            + " && test \"$MUSTER_CHECK\" != \"$PWD\" && ls -a && env";
    check(new Check("look", List.of("sh", "-c", look), "tasks/build/checks", 20));

    var seen = checks.of(run.id()).get(0);
    assertThat(seen.passed()).isTrue();
    assertThat(seen.outputTail()).doesNotContain(".git\n").doesNotContain("PASSWORD");
    assertThat(root.resolve("src/main.js")).hasContent("console.log(1);");
    try (var all = Files.walk(root)) {
      assertThat(all).noneMatch(p -> p.endsWith("check.mjs"));
    }
    try (var left = Files.list(dep.bean(DataFolder.class).resolve("checks"))) {
      assertThat(left.map(p -> p.getFileName().toString())).noneMatch(n -> n.contains(run.id()));
    }
  }

  private static Check command(String name, String... line) {
    return new Check(name, List.of(line), null, 20);
  }

  private void check(Check... all) throws Exception {
    var plan = dep.bean(DeploymentPlans.class).of(dep.id);
    var task = new Task("build", "", null, null, List.of(), List.of(all), "", false);
    get(checks.check(dep.id, run.id(), run.workspaceId(), plan, task));
  }
}
