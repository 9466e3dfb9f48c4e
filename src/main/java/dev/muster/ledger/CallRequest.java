package dev.muster.ledger;

import java.math.BigDecimal;

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
    BigDecimal reservedUsd) {}
