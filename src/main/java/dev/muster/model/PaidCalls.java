package dev.muster.model;

import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** The only way to a paid call. */
public interface PaidCalls {

  /**
   * Reserve, SENDING, send, store, in that order; a stored answer of the same task is given again
   * without sending. The database work runs on the model room's own bounded pool, the call itself
   * holds no thread of the caller's.
   *
   * <p>Fails with {@link dev.muster.ledger.BudgetExhausted}, {@link InputTooLarge} or {@link
   * ModelFailure}; as with every dependent stage, a handler finds them as the cause of a
   * CompletionException. A second call of a task that is under way here joins the first. Handlers
   * run on the room's pool: keep them short.
   */
  CompletionStage<Paid> call(PaidCall call);

  /**
   * The answer that this task has paid for already, if any. A task that comes again is asked this
   * before anything else may stop it: limits, tools, the size of its input. Blocks on the database.
   */
  Optional<Paid> stored(String taskId);

  /**
   * Cancels the call of this external task. In flight here its attempt is UNKNOWN, or FAILED when
   * nothing had been sent; a call that is still to be made is never made.
   */
  void cancel(String taskId);

  /**
   * A call to pay for.
   *
   * @param purpose turn, judge or preflight
   * @param runId subject of the step counter
   * @param budgetPath deployment/phase/agent/run
   * @param maxInputTokens enforced before the call; with maxOutputTokens the worst case
   */
  record PaidCall(
      String taskId,
      String deploymentId,
      String purpose,
      String runId,
      String budgetPath,
      String agent,
      String arm,
      dev.muster.plan.Price price,
      int maxInputTokens,
      ChatRequest request) {}

  /**
   * A paid answer.
   *
   * @param step of the ledger's counter
   * @param again true when it was stored before and not sent now
   */
  record Paid(int step, ChatAnswer answer, boolean again) {}
}
