package dev.muster.ledger;

import dev.muster.plan.Price;
import dev.muster.plan.Price.Tier;
import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * What an answer cost, or why nobody can say (law 2: unpriced is not free).
 *
 * @param usd null when unmeasured
 * @param finding null when measured
 */
public record Cost(BigDecimal usd, String finding) {
  /** What a finding of an answer that came from another model begins with. */
  private static final String BY_ANOTHER = "answered as ";

  private static final int SCALE = 10;
  private static final int PER_MILLION = 6;

  /** The cost of an answer that came from {@code answeredAs}. */
  static Cost of(
      boolean accepted, String answeredAs, boolean declaredFree, Price price, Usage usage) {
    if (!accepted) {
      return unmeasured(BY_ANOTHER + answeredAs + ", which is not one of the model's declared ids");
    }
    if (usage == null) {
      return unmeasured("no usage in the answer");
    }
    if (declaredFree) {
      return new Cost(BigDecimal.ZERO.setScale(SCALE), null);
    }
    return at(price, usage);
  }

  /** Whether no book can tell: it was not the model of the row that answered. */
  boolean isByAnother() {
    return finding != null && finding.startsWith(BY_ANOTHER);
  }

  /**
   * What these tokens cost under a row.
   *
   * @param price null: there is none
   */
  public static Cost at(Price price, Usage usage) {
    if (price == null) {
      return unmeasured("no price for the model");
    }
    var tier = price.tier(usage.totalInput());
    var missing = missing(price.name(), tier, usage);
    return missing == null
        ? new Cost(sum(price, tier, usage).setScale(SCALE, RoundingMode.HALF_UP), null)
        : unmeasured(missing);
  }

  private static String missing(String name, Tier tier, Usage usage) {
    if (usage.cachedInput() > 0 && tier.cacheRead() == null) {
      return "cached input tokens, and price " + name + " has no cacheRead";
    }
    if (usage.cacheWrite() > 0 && tier.cacheWrite() == null) {
      return "cache write tokens, and price " + name + " has no cacheWrite";
    }
    return usage.cacheWrite1h() > 0 && tier.cacheWrite1h() == null
        ? "cache write tokens of an hour, and price " + name + " has no cacheWrite1h"
        : null;
  }

  private static BigDecimal sum(Price price, Tier tier, Usage usage) {
    var tokens =
        bucket(usage.input(), tier.input())
            .add(bucket(usage.cachedInput(), tier.cacheRead()))
            .add(bucket(usage.cacheWrite(), tier.cacheWrite()))
            .add(bucket(usage.cacheWrite1h(), tier.cacheWrite1h()))
            .add(bucket(usage.output(), tier.output()))
            .add(bucket(usage.reasoning(), tier.thought()));
    return price.perRequest() == null ? tokens : tokens.add(price.perRequest());
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
