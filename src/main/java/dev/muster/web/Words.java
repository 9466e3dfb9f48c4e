package dev.muster.web;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/** How the pages write figures. What was not measured is said, never shown as zero. */
@Component("words")
class Words {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss 'UTC'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);
  private static final int MONEY_PLACES = 4;

  /** USD with four places: one call costs fractions of a cent. */
  public String money(BigDecimal usd) {
    return usd == null
        ? "unmeasured"
        : "$" + usd.setScale(MONEY_PLACES, RoundingMode.HALF_UP).toPlainString();
  }

  /** A figure with its unit, or that there is none. */
  public String figure(BigDecimal value, String unit) {
    if (value == null) {
      return "not measured";
    }
    var rounded = value.setScale(Math.min(value.scale(), MONEY_PLACES), RoundingMode.HALF_UP);
    var text = rounded.signum() == 0 ? "0" : rounded.stripTrailingZeros().toPlainString();
    return unit == null || unit.isEmpty() ? text : text + " " + unit;
  }

  public String percent(BigDecimal value) {
    return value == null ? "not measured" : value.setScale(1, RoundingMode.HALF_UP) + " %";
  }

  public String time(Instant at) {
    return at == null ? "" : TIME.format(at);
  }

  /** Tenths below a minute, minutes and seconds below an hour. */
  public String duration(Double seconds) {
    if (seconds == null) {
      return "";
    }
    if (seconds < 60) {
      return String.format(Locale.ROOT, "%.1f s", seconds);
    }
    var d = Duration.ofSeconds(Math.round(seconds));
    return d.toHours() > 0
        ? d.toHours() + " h " + d.toMinutesPart() + " min"
        : d.toMinutes() + " min " + d.toSecondsPart() + " s";
  }

  public String mix(Map<String, Integer> shares) {
    return shares == null
        ? ""
        : shares.entrySet().stream()
            .map(e -> e.getKey() + " " + e.getValue() + " %")
            .collect(Collectors.joining(", "));
  }

  /** The class that colours a state; the state itself stays readable as text. */
  public String tone(String state) {
    return switch (state == null ? "" : state.toUpperCase(Locale.ROOT)) {
      case "PASS", "SIGNED_OFF", "ACTIVE", "CONNECTED" -> "good";
      case "FAIL", "FAILED", "TAKEN_BACK", "ABORTED", "INVALID", "OFFLINE", "QUARANTINED" -> "bad";
      case "INCONCLUSIVE", "NEEDS_AUTH", "DEGRADED", "CANARY", "KEPT", "SKIPPED" -> "open";
      default -> "plain";
    };
  }
}
