package dev.muster.plan;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import java.math.BigDecimal;
import java.util.Map;

/**
 * The upper part of the budget tree.
 *
 * @param deploymentUsd for everything
 * @param phasesUsd phase (workflow-test, wave-N, feature, operation) to USD
 * @param deployment what else limits everything; null: nothing
 * @param phases what else limits a phase
 */
public record Budget(
    BigDecimal deploymentUsd,
    Map<String, BigDecimal> phasesUsd,
    @JsonInclude(Include.NON_NULL) WorkLimit deployment,
    @JsonInclude(Include.NON_EMPTY) Map<String, WorkLimit> phases) {

  /** What was frozen before phases had limits has none. */
  public Budget {
    phases = phases == null ? Map.of() : phases;
  }

  /** Of dollars alone. */
  public Budget(BigDecimal deploymentUsd, Map<String, BigDecimal> phasesUsd) {
    this(deploymentUsd, phasesUsd, null, Map.of());
  }
}
