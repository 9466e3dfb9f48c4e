package dev.muster.plan;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import java.math.BigDecimal;

/**
 * What an agent may spend.
 *
 * @param usd of all its runs of a phase, both arms; over all phases the deployment's and phases'
 *     own limits hold
 * @param runUsd in one run
 * @param maxInputTokens of one call, enforced at the call
 * @param maxOutputTokens of one call, always sent
 * @param maxTurns model calls in one run
 * @param maxMinutes wall time of one run, without the waits for persons
 * @param all what else limits all its runs together; null: nothing
 * @param runTokens in one run; null: no limit
 */
public record AgentBudget(
    BigDecimal usd,
    BigDecimal runUsd,
    int maxInputTokens,
    int maxOutputTokens,
    int maxTurns,
    int maxMinutes,
    @JsonInclude(Include.NON_NULL) WorkLimit all,
    @JsonInclude(Include.NON_NULL) Long runTokens) {

  /** Of dollars, and of turns and time in one run. */
  public AgentBudget(
      BigDecimal usd,
      BigDecimal runUsd,
      int maxInputTokens,
      int maxOutputTokens,
      int maxTurns,
      int maxMinutes) {
    this(usd, runUsd, maxInputTokens, maxOutputTokens, maxTurns, maxMinutes, null, null);
  }
}
