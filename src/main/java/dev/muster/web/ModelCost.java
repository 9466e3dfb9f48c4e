package dev.muster.web;

import dev.muster.deployment.Status.CostRow;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;

/**
 * What one agent spent on one model in one arm, all purposes together.
 *
 * @param usd null when a call is unmeasured
 */
record ModelCost(
    String agent,
    String model,
    String arm,
    int calls,
    long inputTokens,
    long outputTokens,
    BigDecimal usd,
    int unmeasured) {

  /** In the order of the ledger. */
  static List<ModelCost> of(List<CostRow> rows) {
    var sums = new LinkedHashMap<List<String>, ModelCost>();
    for (var row : rows) {
      sums.merge(List.of(row.agent(), row.model(), row.arm()), of(row), ModelCost::plus);
    }
    return List.copyOf(sums.values());
  }

  private static ModelCost of(CostRow r) {
    return new ModelCost(
        r.agent(),
        r.model(),
        r.arm(),
        r.calls(),
        r.inputTokens(),
        r.outputTokens(),
        r.usd(),
        r.unmeasured());
  }

  private ModelCost plus(ModelCost other) {
    return new ModelCost(
        agent,
        model,
        arm,
        calls + other.calls,
        inputTokens + other.inputTokens,
        outputTokens + other.outputTokens,
        usd == null || other.usd == null ? null : usd.add(other.usd),
        unmeasured + other.unmeasured);
  }
}
