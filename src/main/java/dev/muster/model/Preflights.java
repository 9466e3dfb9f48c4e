package dev.muster.model;

import dev.muster.plan.Plan;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** One small paid call to each model before any agent needs it. */
public interface Preflights {

  /**
   * Asks a model for one word, paid like every call, and keeps what came of it. Completes with the
   * result also when nothing came; fails only where trying again may help.
   *
   * @param mayRetry false: whatever goes wrong now is the result
   */
  CompletionStage<Preflight> ask(
      String taskId, String deploymentId, Plan plan, String model, boolean mayRetry);

  /** Cancels the call of this external task. */
  void cancel(String taskId);

  /** The results of a deployment, by model. */
  List<Preflight> of(String deploymentId);

  /** Before models are asked anew. */
  void forget(String deploymentId);

  /**
   * What came of one.
   *
   * @param error why the model cannot be used; null: it can
   */
  record Preflight(
      String model, boolean answered, String answeredAs, String error, long millis, Instant at) {

    /** The same of a model that answers and cannot be used. */
    Preflight but(String why) {
      return new Preflight(model, answered, answeredAs, why, millis, at);
    }
  }
}
