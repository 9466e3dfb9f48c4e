package dev.muster.ledger;

import dev.muster.plan.Price;
import java.math.BigDecimal;
import java.math.RoundingMode;

/** What one call may cost at most: the amount that is reserved before it is sent (law 8). */
public final class WorstCase {
  private static final int SCALE = 10;

  private WorstCase() {}

  /**
   * All input at the dearest input price (a provider that caches by itself may bill input as cache
   * writes), all output at the output price; 0 without a price.
   *
   * @param price null for models that are free by declaration, and for unpriced ones, whose cost
   *     stays unmeasured anyway
   */
  public static BigDecimal of(Price price, long inputTokens, long outputTokens) {
    if (price == null) {
      return BigDecimal.ZERO.setScale(SCALE);
    }
    return dearestInput(price)
        .multiply(BigDecimal.valueOf(inputTokens))
        .add(price.output().multiply(BigDecimal.valueOf(outputTokens)))
        .movePointLeft(6)
        .setScale(SCALE, RoundingMode.UP);
  }

  private static BigDecimal dearestInput(Price price) {
    return price.cacheWrite() == null ? price.input() : price.input().max(price.cacheWrite());
  }
}
