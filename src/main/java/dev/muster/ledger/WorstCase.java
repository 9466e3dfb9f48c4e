package dev.muster.ledger;

import dev.muster.plan.Price;
import dev.muster.plan.Price.Tier;
import java.math.BigDecimal;
import java.math.RoundingMode;

/** What one call may cost at most: the amount that is reserved before it is sent (law 8). */
public final class WorstCase {
  private static final int SCALE = 10;

  private WorstCase() {}

  /**
   * All input at the dearest input price (a provider that caches by itself may bill input as cache
   * writes), all output at the dearest output price, at the dearest tier that so much input can
   * reach; 0 without a price.
   *
   * @param price null for models that are free by declaration, and for unpriced ones, whose cost
   *     stays unmeasured anyway; of several rows the dearest counts
   */
  public static BigDecimal of(Price price, long inputTokens, long outputTokens) {
    if (price == null) {
      return BigDecimal.ZERO.setScale(SCALE);
    }
    return price
        .rows()
        .map(row -> ofRow(row, inputTokens, outputTokens))
        .reduce(BigDecimal.ZERO, BigDecimal::max)
        .setScale(SCALE, RoundingMode.UP);
  }

  private static BigDecimal ofRow(Price row, long inputTokens, long outputTokens) {
    var tokens =
        row.reachable(inputTokens)
            .map(tier -> ofTier(tier, inputTokens, outputTokens))
            .reduce(BigDecimal.ZERO, BigDecimal::max);
    return row.perRequest() == null ? tokens : tokens.add(row.perRequest());
  }

  private static BigDecimal ofTier(Tier tier, long inputTokens, long outputTokens) {
    var input = dearer(dearer(tier.input(), tier.cacheWrite()), tier.cacheWrite1h());
    return input
        .multiply(BigDecimal.valueOf(inputTokens))
        .add(dearer(tier.output(), tier.reasoning()).multiply(BigDecimal.valueOf(outputTokens)))
        .movePointLeft(6);
  }

  private static BigDecimal dearer(BigDecimal one, BigDecimal other) {
    return other == null ? one : one.max(other);
  }
}
