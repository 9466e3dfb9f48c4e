package dev.muster.plan;

import java.math.BigDecimal;

/**
 * What an agent may spend.
 *
 * @param usd over the whole deployment, both arms
 * @param runUsd in one run
 * @param maxInputTokens of one call, enforced at the call
 * @param maxOutputTokens of one call, always sent
 * @param maxTurns model calls in one run
 * @param maxMinutes wall time of one run
 */
public record AgentBudget(
    BigDecimal usd,
    BigDecimal runUsd,
    int maxInputTokens,
    int maxOutputTokens,
    int maxTurns,
    int maxMinutes) {}
