package dev.muster.model;

import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.regex.Pattern;
import okhttp3.Headers;

/**
 * When a provider wants to be asked again. {@code Retry-After} wins, in seconds or as a date; then
 * the milliseconds of OpenAI's and Azure's own header; then Gemini's word in the body; then the
 * limits that are used up.
 */
final class RetryAfter {
  private static final Pattern IN_BODY =
      Pattern.compile("\"retryDelay\"\\s*:\\s*\"(\\d{1,6}(?:\\.\\d{1,9})?)s\"");

  private RetryAfter() {}

  /** Null when the provider says nothing that can be read. */
  static Duration read(Headers headers, String body, Clock clock) {
    var said = read(headers.get("Retry-After"), clock);
    if (said == null) {
      said = millis(headers.get("retry-after-ms"));
    }
    if (said == null) {
      said = inBody(body);
    }
    return said != null ? said : RateLimits.reset(headers, clock);
  }

  private static Duration millis(String header) {
    return header != null && header.matches("\\d{1,9}(\\.\\d+)?")
        ? Duration.ofMillis((long) Math.ceil(Double.parseDouble(header)))
        : null;
  }

  private static Duration inBody(String body) {
    var found = IN_BODY.matcher(body);
    return found.find()
        ? Duration.ofMillis((long) Math.ceil(Double.parseDouble(found.group(1)) * 1000))
        : null;
  }

  /** Null when there is none, or none that can be read; never negative. */
  static Duration read(String header, Clock clock) {
    if (header == null || header.isBlank()) {
      return null;
    }
    var value = header.trim();
    return value.matches("\\d{1,9}(\\.\\d{1,9})?")
        ? Duration.ofMillis((long) Math.ceil(Double.parseDouble(value) * 1000))
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
