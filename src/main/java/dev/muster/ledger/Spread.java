package dev.muster.ledger;

import java.math.BigDecimal;
import java.math.RoundingMode;

/** How far the own cost is from what somebody else says. */
public final class Spread {
  /** More than so many per cent is worth a look. */
  public static final int MOST_PERCENT = 5;

  private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);

  private Spread() {}

  /** Whether the two are further apart than {@link #MOST_PERCENT} of what the other says. */
  public static boolean over(BigDecimal own, BigDecimal said) {
    var most = said.abs().multiply(BigDecimal.valueOf(MOST_PERCENT));
    return own.subtract(said).abs().multiply(HUNDRED).compareTo(most) > 0;
  }

  /** Per cent of what the other says; null when that is nothing and the own cost is not. */
  public static BigDecimal percent(BigDecimal own, BigDecimal said) {
    if (said.signum() == 0) {
      return own.signum() == 0 ? BigDecimal.ZERO : null;
    }
    return own.subtract(said).abs().multiply(HUNDRED).divide(said.abs(), 1, RoundingMode.HALF_UP);
  }
}
