package dev.muster.ledger;

import java.math.BigDecimal;
import java.time.LocalDate;

/**
 * One model's day on both sides.
 *
 * @param model as the invoice calls it
 * @param ownUsd by the own book; null when an answer has no cost
 * @param invoicedTokens null when the invoice does not say
 * @param spreadPercent of what was invoiced; null when it cannot be said
 * @param over whether somebody should look: more than 5 per cent apart, or not comparable
 * @param note what explains it, or null
 */
public record Reconciled(
    LocalDate day,
    String model,
    BigDecimal ownUsd,
    long ownTokens,
    BigDecimal invoicedUsd,
    Long invoicedTokens,
    BigDecimal spreadPercent,
    boolean over,
    String note) {}
