package dev.muster.ledger;

import dev.muster.ledger.Attempt.State;

/**
 * How an attempt ended.
 *
 * @param cost both fields null for what was not answered
 * @param answer JSON, null when there is none
 */
record Settled(
    State state,
    String answeredAs,
    Usage usage,
    Cost cost,
    Integer httpStatus,
    String error,
    String answer) {}
