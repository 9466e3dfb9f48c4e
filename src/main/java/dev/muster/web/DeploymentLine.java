package dev.muster.web;

import dev.muster.deployment.Deployment;
import dev.muster.gate.GateResult;
import dev.muster.ledger.Spending;
import java.math.BigDecimal;
import java.util.List;
import java.util.Objects;

/**
 * One deployment in the list.
 *
 * @param usd what was measured so far
 * @param unmeasured calls without a cost
 * @param asked open approvals
 */
record DeploymentLine(
    Deployment deployment, List<GateResult> gates, BigDecimal usd, long unmeasured, long asked) {

  static DeploymentLine of(
      Deployment deployment, List<GateResult> gates, List<Spending> spending, long asked) {
    var usd =
        spending.stream()
            .map(Spending::countedUsd)
            .filter(Objects::nonNull)
            .reduce(BigDecimal.ZERO, BigDecimal::add);
    var unmeasured = spending.stream().mapToLong(Spending::unmeasured).sum();
    return new DeploymentLine(deployment, gates, usd, unmeasured, asked);
  }
}
