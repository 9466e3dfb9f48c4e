package dev.muster.ledger;

import java.math.BigDecimal;

/**
 * A provider billed more than the worst case that was reserved: published once the attempt is
 * settled. What it took counts, so a node that it carried over its limit refuses every next call.
 *
 * @param reservedTokens 0 when nobody bounded them
 * @param usd null when unmeasured
 * @param tokens as billed
 */
public record Overrun(
    long attemptId,
    String deploymentId,
    String budgetPath,
    String model,
    BigDecimal reservedUsd,
    long reservedTokens,
    BigDecimal usd,
    long tokens) {}
