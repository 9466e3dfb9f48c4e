package dev.muster.ledger;

import java.math.BigDecimal;

/**
 * What an answer cost: published once for each, when it is settled.
 *
 * @param usd null when unmeasured
 */
record AnswerCost(String model, String agent, String purpose, BigDecimal usd) {}
