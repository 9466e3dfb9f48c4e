package dev.muster.ledger;

import java.math.BigDecimal;

/**
 * What one agent spent on one model in one arm for one purpose.
 *
 * @param calls all attempts
 * @param inputTokens of answers that had usage, caches included
 * @param outputTokens of answers that had usage, reasoning included
 * @param costUsd of the answers; null when one of them is unmeasured
 * @param measuredUsd the same without the unmeasured ones
 * @param unknownUsd reservations of the attempts whose outcome nobody knows, and of those that are
 *     not answered yet
 * @param unmeasured answers without a cost
 * @param unknown attempts that count at their reservation
 * @param failed attempts that cost nothing
 */
public record Spending(
    String agent,
    String arm,
    String model,
    String purpose,
    long calls,
    long inputTokens,
    long outputTokens,
    BigDecimal costUsd,
    BigDecimal measuredUsd,
    BigDecimal unknownUsd,
    long unmeasured,
    long unknown,
    long failed) {

  /** Cost of the answers plus the reservations of the unknown; null when unmeasured. */
  public BigDecimal countedUsd() {
    return costUsd == null ? null : costUsd.add(unknownUsd);
  }

  /** The same of what was measured: one answer without a cost hides none of the others. */
  public BigDecimal knownUsd() {
    return measuredUsd.add(unknownUsd);
  }
}
