package dev.muster.model;

import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;

/** The header that says when to come again: seconds, or an HTTP date. */
final class RetryAfter {
  private RetryAfter() {}

  /** Null when there is none, or none that can be read; never negative. */
  static Duration read(String header, Clock clock) {
    if (header == null || header.isBlank()) {
      return null;
    }
    var value = header.trim();
    return value.matches("\\d{1,9}")
        ? Duration.ofSeconds(Long.parseLong(value))
        : date(value, clock);
  }

  private static Duration date(String value, Clock clock) {
    try {
      var at = ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
      var wait = Duration.between(clock.instant(), at);
      return wait.isNegative() ? Duration.ZERO : wait;
    } catch (DateTimeException e) {
      return null;
    }
  }
}
