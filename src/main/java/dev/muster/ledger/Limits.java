package dev.muster.ledger;

import java.math.BigDecimal;

/**
 * What a node of the budget tree may take; null: tracked, not limited.
 *
 * @param tokens in and out together, caches included
 * @param turns calls that agents make for their work: judges and pre-flights are none
 */
public record Limits(BigDecimal usd, Long tokens, Long turns) {}
