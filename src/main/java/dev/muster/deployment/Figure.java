package dev.muster.deployment;

import dev.muster.gate.Measurement;
import dev.muster.plan.Gate;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/** Measurements in the words of gates.dmn, with the limit of the frozen plan. */
final class Figure {
  private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);
  private static final int PLACES = 6;

  private Figure() {}

  /** A figure, or why there is none. */
  static Measurement of(
      Gate gate, String criterion, BigDecimal measured, String unit, String missing, String from) {
    return limited(criterion, gate.limits().get(criterion), measured, unit, missing, from);
  }

  static Measurement limited(
      String criterion,
      BigDecimal limit,
      BigDecimal measured,
      String unit,
      String missing,
      String from) {
    var figure = measured == null ? null : measured.setScale(PLACES, RoundingMode.HALF_UP);
    var why = figure == null && missing == null ? "not measured" : missing;
    return new Measurement(criterion, figure, limit, unit, why, from, null);
  }

  /** The same with what people and the evidence should see of it; empty: nothing. */
  static Measurement detailed(Measurement m, String detail) {
    return new Measurement(
        m.criterion(),
        m.measured(),
        m.limit(),
        m.unit(),
        m.missing(),
        m.source(),
        detail.isEmpty() ? null : detail);
  }

  static BigDecimal percent(long part, long whole) {
    return whole == 0
        ? null
        : HUNDRED
            .multiply(BigDecimal.valueOf(part))
            .divide(BigDecimal.valueOf(whole), MathContext.DECIMAL32);
  }

  /** How much less than the baseline, in per cent of the baseline. */
  static BigDecimal saving(BigDecimal mix, BigDecimal baseline) {
    return mix == null || baseline == null || baseline.signum() <= 0
        ? null
        : HUNDRED.multiply(baseline.subtract(mix)).divide(baseline, MathContext.DECIMAL32);
  }
}
