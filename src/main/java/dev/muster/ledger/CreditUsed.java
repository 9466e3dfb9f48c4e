package dev.muster.ledger;

import dev.muster.plan.Price.Included;
import java.math.BigDecimal;

/**
 * What was taken of a subscription in one month.
 *
 * @param usd worth of calls at the row's prices
 * @param requests answered calls
 */
record CreditUsed(BigDecimal usd, long requests) {
  static final CreditUsed NOTHING = new CreditUsed(BigDecimal.ZERO, 0);

  /** How much of the next call's price it takes. */
  BigDecimal covers(Included included, BigDecimal full) {
    if (included.usd() == null) {
      return requests < included.requests() ? full : BigDecimal.ZERO;
    }
    return full.min(included.usd().subtract(usd).max(BigDecimal.ZERO));
  }

  /**
   * After one more answer.
   *
   * @param covered null: its price is unknown
   */
  CreditUsed plus(BigDecimal covered) {
    return new CreditUsed(covered == null ? usd : usd.add(covered), requests + 1);
  }
}
