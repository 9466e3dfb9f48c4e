package dev.muster.ledger;

/**
 * Tokens of one answer in disjoint buckets (cached input is not part of input).
 *
 * @param input uncached input tokens
 * @param cachedInput input tokens read from a cache
 * @param cacheWrite input tokens written to a cache
 * @param output output tokens, without reasoning where the provider splits them
 * @param reasoning reasoning tokens, billed as output
 */
public record Usage(long input, long cachedInput, long cacheWrite, long output, long reasoning) {

  /** All tokens that went in. */
  public long totalInput() {
    return input + cachedInput + cacheWrite;
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
