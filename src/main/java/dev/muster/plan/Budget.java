package dev.muster.plan;

import java.math.BigDecimal;
import java.util.Map;

/**
 * The upper part of the budget tree.
 *
 * @param deploymentUsd for everything
 * @param phasesUsd phase (workflow-test, wave-N, feature, operation) to USD
 */
public record Budget(BigDecimal deploymentUsd, Map<String, BigDecimal> phasesUsd) {}
