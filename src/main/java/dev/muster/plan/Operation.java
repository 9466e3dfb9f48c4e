package dev.muster.plan;

import java.math.BigDecimal;

/**
 * Month 1.
 *
 * @param targetSavingLow per cent
 * @param targetSavingHigh per cent
 * @param minQuality 0 to 10
 * @param monthlyUsd alarm above it
 * @param cassettes folder of the plan with a rehearsal's cassettes, null outside rehearsals
 */
public record Operation(
    BigDecimal targetSavingLow,
    BigDecimal targetSavingHigh,
    BigDecimal minQuality,
    BigDecimal monthlyUsd,
    String cassettes) {}
