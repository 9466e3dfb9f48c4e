package dev.muster.plan;

import java.math.BigDecimal;
import java.time.LocalDate;

/**
 * One dated row of the price book, USD per million tokens.
 *
 * @param cacheRead null when the provider has no such price
 * @param cacheWrite null when the provider has no such price
 * @param source where the figure was read, a page or data set with its date
 */
public record Price(
    String name,
    BigDecimal input,
    BigDecimal output,
    BigDecimal cacheRead,
    BigDecimal cacheWrite,
    LocalDate effectiveFrom,
    String source) {}
