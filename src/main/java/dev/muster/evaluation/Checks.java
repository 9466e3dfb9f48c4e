package dev.muster.evaluation;

import dev.muster.plan.FrozenPlan;
import dev.muster.plan.Task;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** Acceptance checks: real commands on a copy of the workspace that the agent cannot reach. */
public interface Checks {

  /** One check's outcome. */
  record Checked(String name, boolean passed, Integer exitCode, long millis, String outputTail) {}

  /**
   * Runs all checks of the task on the evaluation room's own bounded pool and stores the outcomes.
   */
  CompletionStage<List<Checked>> check(
      String deploymentId, String runId, String workspaceId, FrozenPlan plan, Task task);

  /** Stops the run's checks with all their processes; nothing of them is stored. */
  void cancel(String runId);

  /** The newest stored outcomes of a run; empty when it was never checked. */
  List<Checked> of(String runId);
}
