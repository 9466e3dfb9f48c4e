package dev.muster.web;

import dev.muster.deployment.Deployment;
import dev.muster.gate.GateResult;
import dev.muster.ledger.Spending;
import java.math.BigDecimal;
import java.util.List;

/**
 * One deployment in the list.
 *
 * @param usd what was measured so far, and the reservations of calls whose end is not known
 * @param unmeasured calls without a cost
 * @param asked open approvals
 */
record DeploymentLine(
    Deployment deployment, List<GateResult> gates, BigDecimal usd, long unmeasured, long asked) {

  static DeploymentLine of(
      Deployment deployment, List<GateResult> gates, List<Spending> spending, long asked) {
    var usd = spending.stream().map(Spending::knownUsd).reduce(BigDecimal.ZERO, BigDecimal::add);
    var unmeasured = spending.stream().mapToLong(Spending::unmeasured).sum();
    return new DeploymentLine(deployment, gates, usd, unmeasured, asked);
  }
}
