package dev.muster.web;

import dev.muster.deployment.Status.CostRow;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;

/**
 * What one agent spent on one model in one arm, all purposes together.
 *
 * @param label of the model, such as "rehearsed over OpenAI Chat"; null when it has none
 * @param usd null when an answer has no cost or nothing was answered yet
 * @param coveredUsd what subscriptions include beside it; null without any
 */
record ModelCost(
    String agent,
    String model,
    String label,
    String arm,
    int calls,
    long inputTokens,
    long outputTokens,
    BigDecimal usd,
    int unmeasured,
    BigDecimal coveredUsd) {

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
        r.label(),
        r.arm(),
        r.calls(),
        r.inputTokens(),
        r.outputTokens(),
        r.usd(),
        r.unmeasured(),
        r.coveredUsd());
  }

  private ModelCost plus(ModelCost other) {
    return new ModelCost(
        agent,
        model,
        label,
        arm,
        calls + other.calls,
        inputTokens + other.inputTokens,
        outputTokens + other.outputTokens,
        sum(other),
        unmeasured + other.unmeasured,
        either(coveredUsd, other.coveredUsd));
  }

  /** A row without an answer adds nothing; an answer without a cost leaves the sum unmeasured. */
  private BigDecimal sum(ModelCost other) {
    if (unmeasured + other.unmeasured > 0) {
      return null;
    }
    return either(usd, other.usd);
  }

  private static BigDecimal either(BigDecimal one, BigDecimal other) {
    if (one == null || other == null) {
      return one == null ? other : one;
    }
    return one.add(other);
  }
}
