package dev.muster.ledger;

import java.math.BigDecimal;

/** Adds up one model's answers. */
final class RepricedSum {
  private long calls;
  private long unrecorded;
  private long unpriced;
  private BigDecimal recorded = BigDecimal.ZERO;
  private BigDecimal repriced = BigDecimal.ZERO;
  private BigDecimal recordedCovered;
  private BigDecimal repricedCovered;
  private String why;

  /**
   * An answer under one book.
   *
   * @param covered what a subscription includes of its price, beside its cost; null without one
   */
  record One(Cost cost, BigDecimal covered) {}

  void add(One before, One anew) {
    calls++;
    recordedCovered = plus(recordedCovered, before.covered());
    repricedCovered = plus(repricedCovered, anew.covered());
    if (before.cost().usd() == null) {
      unrecorded++;
    } else {
      recorded = recorded.add(before.cost().usd());
    }
    if (anew.cost().usd() == null) {
      unpriced++;
      why = why == null ? anew.cost().finding() : why;
    } else {
      repriced = repriced.add(anew.cost().usd());
    }
  }

  private static BigDecimal plus(BigDecimal sum, BigDecimal covered) {
    return sum == null || covered == null ? sum == null ? covered : sum : sum.add(covered);
  }

  /** A sum that lacks an answer is none: unpriced is not free. */
  Repriced of(String model) {
    return new Repriced(
        model,
        calls,
        unrecorded == 0 ? recorded : null,
        unrecorded,
        unpriced == 0 ? repriced : null,
        unpriced,
        why,
        recordedCovered,
        repricedCovered);
  }
}
