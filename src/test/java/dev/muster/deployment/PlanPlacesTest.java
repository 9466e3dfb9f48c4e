package dev.muster.deployment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.muster.Deployed;
import dev.muster.WholeMuster;
import dev.muster.plan.DeploymentPlans;
import dev.muster.store.DataFolder;
import dev.muster.workspace.Command;
import dev.muster.workspace.Enclosure;
import dev.muster.workspace.Workspaces;
import dev.muster.workspace.WorkspacesForTests;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;

/** A plan that lies anywhere: agents' commands see none of its checks. */
@WholeMuster
class PlanPlacesTest {
  @Autowired ApplicationContext muster;
  private Path folder;
  private Path check;
  private Deployed dep;

  /** Below the folder of temporary files there is nothing to see: it is covered as a whole. */
  @BeforeEach
  void deployed() throws IOException {
    folder = Files.createTempDirectory(Path.of("target").toAbsolutePath(), "plans").toRealPath();
    assumeFalse(folder.startsWith("/tmp"), "this clone lies below /tmp, which no command sees");
    dep = Deployed.in(muster, folder);
    try (var all = Files.walk(folder)) {
      check = all.filter(file -> file.endsWith("checks/check.mjs")).findFirst().orElseThrow();
    }
  }

  @AfterEach
  void delete() throws IOException {
    try (var all = Files.walk(folder)) {
      all.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
    }
  }

  @Test
  void a_command_does_not_see_the_checks_of_a_plan_that_was_started() {
    var enclosure = dep.bean(Enclosure.class);
    assumeTrue(enclosure.warning().isEmpty(), "this machine cannot confine");
    assertThat(read(enclosure).exitCode()).isEqualTo(1);
    var knowingNoPlans = WorkspacesForTests.enclosure(dep.bean(DataFolder.class));
    assertThat(read(knowingNoPlans).exitCode()).isZero();
  }

  private Command.Ended read(Enclosure enclosure) {
    var run = dep.run("wave-1", 1, "builder", "build", "mix");
    var root = dep.bean(Workspaces.class).open(run.workspaceId()).root();
    var homes = dep.bean(DataFolder.class).resolve("homes");
    var line = List.of("cat", check.toString());
    return new Command(line, root, homes, Duration.ofSeconds(30), 2000, enclosure).run();
  }

  @Test
  void beside_musters_own_files_the_plans_own_folders_are_hidden() {
    var file = Path.of(deployments().find(dep.id).orElseThrow().planFile());
    var plans = file.getParent();
    var tasks = plans.resolve(plans.relativize(check).getName(0));
    assertThat(places("/", plans.resolve("bin")).now()).doesNotContain(plans).contains(tasks);
    assertThat(places("/", Path.of("")).now()).contains(plans).doesNotContain(tasks);
  }

  @Test
  void folders_for_plans_are_hidden_unless_programs_lie_there() {
    var own = Path.of("").toAbsolutePath();
    assertThat(places(folder.toString(), own).now()).contains(folder);
    assertThat(places("/", own).now()).doesNotContain(Path.of("/"));
    assertThat(places(own.toString(), own).now()).doesNotContain(own);
  }

  private PlanPlaces places(String planFolder, Path home) {
    var folders = new PlanFolders(List.of(planFolder));
    return new PlanPlaces(deployments(), dep.bean(DeploymentPlans.class), folders, home.toString());
  }

  private DeploymentTable deployments() {
    return dep.bean(DeploymentTable.class);
  }
}
