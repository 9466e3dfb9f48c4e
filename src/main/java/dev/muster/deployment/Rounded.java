package dev.muster.deployment;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.time.Duration;

/** Figures as precise as a report shows them; null stays null. */
final class Rounded {
  private Rounded() {}

  static BigDecimal usd(BigDecimal figure) {
    return to(6, figure);
  }

  /** Per cent, points and times. */
  static BigDecimal two(BigDecimal figure) {
    return to(2, figure);
  }

  private static BigDecimal to(int places, BigDecimal figure) {
    return figure == null ? null : figure.setScale(places, RoundingMode.HALF_UP);
  }

  static double seconds(Duration duration) {
    return duration.toMillis() / 1000.0;
  }

  static BigDecimal times(Duration serial, Duration wall) {
    return wall.toMillis() <= 0
        ? null
        : two(
            BigDecimal.valueOf(serial.toMillis())
                .divide(BigDecimal.valueOf(wall.toMillis()), MathContext.DECIMAL32));
  }
}
