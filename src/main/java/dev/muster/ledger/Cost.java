package dev.muster.ledger;

import dev.muster.plan.Price;
import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * What an answer cost, or why nobody can say (law 2: unpriced is not free).
 *
 * @param usd null when unmeasured
 * @param finding null when measured
 */
record Cost(BigDecimal usd, String finding) {
  private static final int SCALE = 10;
  private static final int PER_MILLION = 6;

  /** The cost of an answer that came from {@code answeredAs}. */
  static Cost of(
      boolean accepted, String answeredAs, boolean declaredFree, Price price, Usage usage) {
    if (!accepted) {
      return unmeasured(
          "answered as " + answeredAs + ", which is not one of the model's declared ids");
    }
    if (usage == null) {
      return unmeasured("no usage in the answer");
    }
    if (declaredFree) {
      return new Cost(BigDecimal.ZERO.setScale(SCALE), null);
    }
    return price == null ? unmeasured("no price for the model") : priced(price, usage);
  }

  private static Cost priced(Price price, Usage usage) {
    if (usage.cachedInput() > 0 && price.cacheRead() == null) {
      return unmeasured("cached input tokens, and price " + price.name() + " has no cacheRead");
    }
    if (usage.cacheWrite() > 0 && price.cacheWrite() == null) {
      return unmeasured("cache write tokens, and price " + price.name() + " has no cacheWrite");
    }
    var sum =
        bucket(usage.input(), price.input())
            .add(bucket(usage.cachedInput(), price.cacheRead()))
            .add(bucket(usage.cacheWrite(), price.cacheWrite()))
            .add(bucket(usage.totalOutput(), price.output()));
    return new Cost(sum.setScale(SCALE, RoundingMode.HALF_UP), null);
  }

  private static BigDecimal bucket(long tokens, BigDecimal perMillion) {
    return tokens == 0
        ? BigDecimal.ZERO
        : perMillion.multiply(BigDecimal.valueOf(tokens)).movePointLeft(PER_MILLION);
  }

  private static Cost unmeasured(String finding) {
    return new Cost(null, finding);
  }
}
