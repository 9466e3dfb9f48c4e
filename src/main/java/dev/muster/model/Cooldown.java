package dev.muster.model;

import dev.muster.model.ModelFailure.Reason;
import java.time.Duration;
import java.util.Map;

/**
 * How long an endpoint is left alone after a failure: what the provider asked for, else longer with
 * each failure in a row. What a person has to mend is tried again rarely, and what lies in the
 * conversation says nothing about the endpoint.
 */
record Cooldown(Duration first, Duration most) {
  private static final int DOUBLINGS = 16;

  /** One wrong header must not shut an endpoint for years. */
  static final Duration LONGEST = Duration.ofDays(1);

  /** The longest of one that is refused for its limits, without a word of when to come again. */
  static final Duration LIMITED = Duration.ofMinutes(10);

  private static final Map<Reason, Cooldown> BY_REASON =
      Map.of(
          Reason.RATE_LIMITED, new Cooldown(Duration.ofSeconds(10), LIMITED),
          Reason.UNAVAILABLE, new Cooldown(Duration.ofSeconds(5), Duration.ofMinutes(5)),
          Reason.CONNECTION, new Cooldown(Duration.ofSeconds(5), Duration.ofMinutes(5)),
          Reason.UNREADABLE, new Cooldown(Duration.ofSeconds(5), Duration.ofMinutes(5)),
          Reason.AUTH, new Cooldown(Duration.ofMinutes(5), Duration.ofHours(1)),
          Reason.MODEL_UNKNOWN, new Cooldown(Duration.ofHours(1), Duration.ofHours(24)));

  /** Null when such a failure is none of the endpoint's. */
  static Duration after(Reason reason, int inARow, Duration asked) {
    var cooldown = BY_REASON.get(reason);
    if (cooldown == null) {
      return null;
    }
    if (asked != null) {
      return asked.compareTo(LONGEST) < 0 ? asked : LONGEST;
    }
    var doubled = cooldown.first.multipliedBy(1L << Math.min(inARow - 1, DOUBLINGS));
    return doubled.compareTo(cooldown.most) < 0 ? doubled : cooldown.most;
  }
}
