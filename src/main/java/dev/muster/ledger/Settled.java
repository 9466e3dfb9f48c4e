package dev.muster.ledger;

import dev.muster.ledger.Attempt.State;
import java.math.BigDecimal;

/**
 * How an attempt ended.
 *
 * @param cost both fields null for what was not answered
 * @param answer JSON, null when there is none
 * @param seenUsd cost of the part that came before it broke; null when it did not, or without price
 * @param firstTokenMillis null when it was not streamed
 * @param coveredUsd what a subscription includes of its cost; null without one
 */
record Settled(
    State state,
    String answeredAs,
    Usage usage,
    Cost cost,
    Integer httpStatus,
    String error,
    String answer,
    BigDecimal seenUsd,
    Long firstTokenMillis,
    BigDecimal coveredUsd) {

  /** Without an answer, a whole one or a part. */
  static Settled without(State state, Integer httpStatus, String error) {
    return new Settled(
        state, null, null, new Cost(null, null), httpStatus, error, null, null, null, null);
  }

  /** With a part of its cost taken by a subscription. */
  Settled covered(BigDecimal usd) {
    return new Settled(
        state,
        answeredAs,
        usage,
        new Cost(cost.usd().subtract(usd), null),
        httpStatus,
        error,
        answer,
        seenUsd,
        firstTokenMillis,
        usd);
  }
}
