package dev.muster.deployment;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;

/** Figures as people read them; what is missing says so, with the reason. */
final class Shown {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss 'UTC'").withZone(ZoneOffset.UTC);

  private Shown() {}

  static String figure(BigDecimal figure, String unit, String missing) {
    return figure == null
        ? missing(missing)
        : (plain(figure) + " " + (unit == null ? "" : unit)).strip();
  }

  static String usd(BigDecimal usd, String missing) {
    return figure(usd, "USD", missing);
  }

  static String missing(String reason) {
    return reason == null || reason.equals("not measured")
        ? "not measured"
        : "not measured: " + reason;
  }

  static String plain(BigDecimal figure) {
    return figure.stripTrailingZeros().toPlainString();
  }

  static String seconds(Double seconds, String missing) {
    if (seconds == null) {
      return missing(missing);
    }
    var whole = Duration.ofMillis(Math.round(seconds * 1000));
    return whole.toMinutes() < 2
        ? seconds + " s"
        : whole.toHours() + " h " + whole.toMinutesPart() + " min " + whole.toSecondsPart() + " s";
  }

  static String time(Instant at) {
    return at == null ? "" : TIME.format(at);
  }

  static String list(List<String> words) {
    return String.join(", ", words);
  }
}
