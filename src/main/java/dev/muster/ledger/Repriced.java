package dev.muster.ledger;

import java.math.BigDecimal;

/**
 * One model's answers under two books.
 *
 * @param calls answers, with and without usage
 * @param recordedUsd by the book of their time; null when an answer has no cost
 * @param unrecorded answers without a cost
 * @param repricedUsd under the other book; null when it cannot price an answer
 * @param unpriced answers that the other book cannot price
 * @param why of the first of them; null when all are priced
 */
public record Repriced(
    String model,
    long calls,
    BigDecimal recordedUsd,
    long unrecorded,
    BigDecimal repricedUsd,
    long unpriced,
    String why) {}
