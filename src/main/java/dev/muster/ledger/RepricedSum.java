package dev.muster.ledger;

import java.math.BigDecimal;

/** Adds up one model's answers. */
final class RepricedSum {
  private long calls;
  private long unrecorded;
  private long unpriced;
  private BigDecimal recorded = BigDecimal.ZERO;
  private BigDecimal repriced = BigDecimal.ZERO;
  private String why;

  void add(BigDecimal recordedUsd, Cost anew) {
    calls++;
    if (recordedUsd == null) {
      unrecorded++;
    } else {
      recorded = recorded.add(recordedUsd);
    }
    if (anew.usd() == null) {
      unpriced++;
      why = why == null ? anew.finding() : why;
    } else {
      repriced = repriced.add(anew.usd());
    }
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
        why);
  }
}
