package dev.muster.evaluation;

import dev.muster.plan.Plan;
import dev.muster.plan.Task;
import java.math.BigDecimal;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/** Scores a run's work by a model of another family than its authors. */
public interface Judge {

  /**
   * A score.
   *
   * @param score 0 to 10; null when it is missing: nobody may judge, or the answer could not be
   *     read
   * @param model plan name of the judge, or "nobody"
   * @param reasons of the score, or why there is none
   */
  record Score(String runId, BigDecimal score, String model, String reasons) {}

  /** What is judged. */
  record Work(
      String taskId,
      String deploymentId,
      String runId,
      String workspaceId,
      String budgetPath,
      String agent,
      String arm,
      Plan plan,
      Task task,
      String closingText,
      Set<String> authors) {}

  /** Asks the judge (a paid call, purpose judge) and stores the score. */
  CompletionStage<Score> judge(Work work);

  /** The newest score of a run. */
  Optional<Score> of(String runId);
}
