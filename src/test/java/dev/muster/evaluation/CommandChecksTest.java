package dev.muster.evaluation;

import static dev.muster.Deployed.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.muster.Deployed;
import dev.muster.WholeMuster;
import dev.muster.agent.Run;
import dev.muster.evaluation.Checks.Checked;
import dev.muster.plan.DeploymentPlans;
import dev.muster.plan.FrozenPlan;
import dev.muster.plan.Task;
import dev.muster.plan.Task.Check;
import dev.muster.secret.Secrets;
import dev.muster.store.DataFolder;
import dev.muster.workspace.CommandsRefused;
import dev.muster.workspace.Enclosure;
import dev.muster.workspace.Workspaces;
import dev.muster.workspace.WorkspacesForTests;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionStage;
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

  @Test
  void cancelled_checks_end_at_once_and_are_no_outcome() throws Exception {
    var plan = dep.bean(DeploymentPlans.class).of(dep.id);
    var slow = new Check("slow", List.of("sleep", "300"), null, 300);
    var task = new Task("build", "", null, null, List.of(), List.of(slow), "", false);
    var stage = checks.check(dep.id, run.id(), run.workspaceId(), plan, task);
    Thread.sleep(300);
    checks.cancel(run.id());

    assertThatThrownBy(() -> get(stage)).isInstanceOf(CancellationException.class);
    assertThat(checks.of(run.id())).isEmpty();
  }

  /** The agent's code runs in a check: it sees that check's files, since the check imports it. */
  @Test
  void a_check_sees_its_own_files_and_nothing_else_of_musters() throws Exception {
    assumeTrue(dep.bean(Enclosure.class).warning().isEmpty(), "this machine cannot confine");
    var data = dep.bean(DataFolder.class).root();
    Files.writeString(data.resolve("a.secret"), "the-very-secret");
    var other = dep.bean(Workspaces.class).copyForChecks(run.workspaceId(), "other");
    var look =
        "! cat %s/a.secret && ! ls %s && ! touch $MUSTER_CHECK/check.mjs && cat $MUSTER_CHECK/*"
            .formatted(data, other);
    check(new Check("look", List.of("sh", "-c", look), "tasks/build/checks", 20));

    assertThat(checks.of(run.id()).get(0).outputTail()).doesNotContain("the-very-secret");
    assertThat(checks.of(run.id()).get(0).passed()).isTrue();
    dep.bean(Workspaces.class).delete(other);
  }

  /** The work is not to blame, so it has not failed. */
  @Test
  void where_checks_are_refused_there_is_no_outcome() {
    var data = dep.bean(DataFolder.class);
    var refusing = checks(WorkspacesForTests.enclosure(data, "enclosed", "no-unshare"));
    assertThatThrownBy(() -> get(good(refusing)))
        .rootCause()
        .isInstanceOf(CommandsRefused.class)
        .hasMessageContaining("MUSTER_COMMANDS=unconfined");
    assertThat(checks.of(run.id())).isEmpty();
  }

  @Test
  void where_the_machine_fails_there_is_no_outcome_either() {
    var full = WorkspacesForTests.failing(new IOException("No space left on device"));
    assertThatThrownBy(() -> get(good(checks(full))))
        .rootCause()
        .hasMessage("No space left on device");
    assertThat(checks.of(run.id())).isEmpty();
  }

  /** Where nothing confines, the system itself says that a program cannot be run. */
  @Test
  void an_interpreter_that_is_missing_is_a_failed_check_everywhere() throws Exception {
    var root = dep.bean(Workspaces.class).open(run.workspaceId()).root();
    var script = Files.writeString(root.resolve("made"), "#!/no/such/interpreter\n");
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
    var data = dep.bean(DataFolder.class);
    for (var commands : List.of("unconfined", "enclosed-if-possible")) {
      var some = checks(WorkspacesForTests.enclosure(data, commands, "unshare"));
      assertThat(get(some.check(dep.id, run.id(), run.workspaceId(), plan(), task("./made"))))
          .singleElement()
          .matches(checked -> !checked.passed(), commands);
    }
  }

  private Checks checks(Enclosure enclosure) {
    return new CommandChecks(
        dep.bean(Workspaces.class),
        dep.bean(CheckOutcomes.class),
        dep.bean(CheckPool.class),
        dep.bean(Secrets.class),
        enclosure,
        dep.bean(DataFolder.class));
  }

  private CompletionStage<List<Checked>> good(Checks some) {
    return some.check(dep.id, run.id(), run.workspaceId(), plan(), task("true"));
  }

  private static Task task(String... line) {
    return new Task("build", "", null, null, List.of(), List.of(command("one", line)), "", false);
  }

  private FrozenPlan plan() {
    return dep.bean(DeploymentPlans.class).of(dep.id);
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
