package dev.muster.ledger;

import java.math.BigDecimal;
import java.util.Set;

/**
 * A model call that somebody is about to pay for.
 *
 * @param taskId the external task that wants it; the ledger gives each task its step
 * @param purpose turn, judge, preflight
 * @param subject what the step counter counts under: the run id
 * @param budgetPath node of the budget tree, deployment/phase/agent/run
 * @param arm mix or baseline
 * @param model plan name
 * @param modelId id asked for
 * @param price the model's price row; null when FREE or FLAT by declaration
 * @param declaredFree true when the plan declares FREE or FLAT
 * @param reservedUsd worst case of this call
 * @param reservedTokens the same in tokens, in and out; 0: they count once they are known
 */
public record CallRequest(
    String taskId,
    String deploymentId,
    String purpose,
    String subject,
    String budgetPath,
    String agent,
    String arm,
    String model,
    String modelId,
    dev.muster.plan.Price price,
    boolean declaredFree,
    BigDecimal reservedUsd,
    long reservedTokens) {
  private static final Set<String> NO_TURNS = Set.of("judge", "preflight", "personal");

  /** What is reserved before it is sent. */
  Amount reserved() {
    return new Amount(reservedUsd, reservedTokens, turns(purpose));
  }

  static long turns(String purpose) {
    return NO_TURNS.contains(purpose) ? 0 : 1;
  }
}
