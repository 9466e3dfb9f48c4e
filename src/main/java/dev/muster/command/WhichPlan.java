package dev.muster.command;

import dev.muster.plan.DeploymentPlans;
import dev.muster.plan.FrozenPlans;
import dev.muster.plan.Plan;
import java.nio.file.Path;
import org.springframework.context.ApplicationContext;
import picocli.CommandLine.Option;

/** Which plan a command is about: a file, or the frozen one of a deployment. */
final class WhichPlan {

  @Option(
      names = "--plan",
      paramLabel = "PLAN",
      description = "a plan file; default: the plan of the newest deployment")
  private Path file;

  @Option(
      names = "--deployment",
      paramLabel = "ID",
      description = "the frozen plan of this deployment; default: of the newest")
  private String deployment;

  /**
   * The plan that was meant.
   *
   * @param deployment null: the plan is a file's
   */
  record Found(String deployment, Plan plan) {}

  boolean isFile() {
    return file != null;
  }

  /** Null when none was named. */
  String deployment() {
    return deployment;
  }

  void requireOneAtMost() {
    if (file != null && deployment != null) {
      throw new IllegalArgumentException(
          "a deployment has its own plan: leave out --plan or --deployment");
    }
  }

  Found in(ApplicationContext rooms) {
    if (file != null) {
      var read = rooms.getBean(FrozenPlans.class).read(Home.existing(file.toAbsolutePath()));
      return new Found(null, read.plan());
    }
    var plans = rooms.getBean(DeploymentPlans.class);
    var id = deployment == null ? plans.newest() : deployment;
    return new Found(id, plans.of(id).plan());
  }
}
