package dev.muster.ledger;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * Tokens of one answer in disjoint buckets (cached input is not part of input).
 *
 * @param input uncached input tokens
 * @param cachedInput input tokens read from a cache
 * @param cacheWrite input tokens written to a cache, for 5 minutes where the provider says
 * @param output output tokens, without reasoning where the provider splits them
 * @param reasoning reasoning tokens, billed as output unless the price says otherwise
 * @param cacheWrite1h input tokens written to a cache for an hour
 * @param reportedUsd what the provider or CLI itself says that the call cost, USD; null when it
 *     says nothing. Kept beside the own cost, never instead of it
 */
public record Usage(
    long input,
    long cachedInput,
    long cacheWrite,
    long output,
    long reasoning,
    long cacheWrite1h,
    @JsonInclude(Include.NON_NULL) BigDecimal reportedUsd) {

  private static final BigDecimal MOST_USD = BigDecimal.valueOf(1_000_000);
  private static final int SCALE = 10;

  /** A report that can be no cost is none: it must not keep a paid answer out of the ledger. */
  public Usage {
    reportedUsd =
        reportedUsd == null || reportedUsd.signum() < 0 || reportedUsd.compareTo(MOST_USD) > 0
            ? null
            : reportedUsd.setScale(SCALE, RoundingMode.HALF_UP);
  }

  /** Of a provider that keeps nothing for an hour. */
  public Usage(long input, long cachedInput, long cacheWrite, long output, long reasoning) {
    this(input, cachedInput, cacheWrite, output, reasoning, 0, null);
  }

  /** All tokens that went in. */
  public long totalInput() {
    return input + cachedInput + cacheWrite + cacheWrite1h;
  }

  /** All tokens that came out. */
  public long totalOutput() {
    return output + reasoning;
  }

  /** All tokens. */
  public long total() {
    return totalInput() + totalOutput();
  }
}
