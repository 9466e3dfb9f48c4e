package dev.muster.model;

import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import okhttp3.Headers;

/** The providers' rate-limit headers: of the limits that are used up, the one that opens last. */
final class RateLimits {
  private static final List<String> ANTHROPIC =
      List.of("requests", "tokens", "input-tokens", "output-tokens");
  private static final List<String> OPENAI = List.of("-requests", "-tokens", "");
  private static final Pattern PARTS =
      Pattern.compile(
          "(?:(\\d{1,4})h)?(?:(\\d{1,4})m)?(?:(\\d{1,6}(?:\\.\\d{1,9})?)s)?(?:(\\d{1,9})ms)?");
  private static final Pattern NUMBER = Pattern.compile("\\d{1,13}");
  private static final long EPOCH_SECONDS = 1_000_000_000L;
  private static final long EPOCH_MILLIS = 1_000_000_000_000L;

  private RateLimits() {}

  /** Null when no limit is used up, or none says until when. */
  static Duration reset(Headers headers, Clock clock) {
    var anthropic =
        ANTHROPIC.stream()
            .filter(limit -> isZero(headers, "anthropic-ratelimit-" + limit + "-remaining"))
            .map(limit -> headers.get("anthropic-ratelimit-" + limit + "-reset"));
    var openAi =
        OPENAI.stream()
            .filter(limit -> isZero(headers, "x-ratelimit-remaining" + limit))
            .map(limit -> headers.get("x-ratelimit-reset" + limit));
    return Stream.concat(anthropic, openAi)
        .filter(Objects::nonNull)
        .map(text -> wait(text.trim(), clock))
        .filter(Objects::nonNull)
        .max(Duration::compareTo)
        .orElse(null);
  }

  private static boolean isZero(Headers headers, String name) {
    var remaining = headers.get(name);
    return remaining != null && remaining.trim().equals("0");
  }

  /** A date, a number of seconds, a moment since 1970, or parts such as 6m0s. */
  private static Duration wait(String text, Clock clock) {
    if (NUMBER.matcher(text).matches()) {
      return number(Long.parseLong(text), clock);
    }
    var parts = PARTS.matcher(text);
    if (!text.isEmpty() && parts.matches()) {
      return Duration.ofHours(whole(parts.group(1)))
          .plusMinutes(whole(parts.group(2)))
          .plusMillis(seconds(parts.group(3)))
          .plusMillis(whole(parts.group(4)));
    }
    try {
      return until(Instant.parse(text), clock);
    } catch (DateTimeException e) {
      return null;
    }
  }

  private static Duration number(long number, Clock clock) {
    if (number >= EPOCH_MILLIS) {
      return until(Instant.ofEpochMilli(number), clock);
    }
    return number >= EPOCH_SECONDS
        ? until(Instant.ofEpochSecond(number), clock)
        : Duration.ofSeconds(number);
  }

  private static Duration until(Instant moment, Clock clock) {
    var wait = Duration.between(clock.instant(), moment);
    return wait.isNegative() ? Duration.ZERO : wait;
  }

  private static long whole(String digits) {
    return digits == null ? 0 : Long.parseLong(digits);
  }

  private static long seconds(String digits) {
    return digits == null ? 0 : (long) Math.ceil(Double.parseDouble(digits) * 1000);
  }
}
