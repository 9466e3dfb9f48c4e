package dev.muster.gate;

import java.math.BigDecimal;

/**
 * One measured figure of a gate against its limit.
 *
 * @param criterion name that gates.dmn knows, such as test-cost, quorum, checks, saving
 * @param measured null when it is missing
 * @param limit from the frozen plan
 * @param unit USD, points, minutes, per cent, times, count
 * @param missing why there is no figure, null when there is one
 * @param source where it was read: ledger, exit code, clock, socket
 * @param detail what else the evidence names, such as the hashes of tools; may be null
 */
public record Measurement(
    String criterion,
    BigDecimal measured,
    BigDecimal limit,
    String unit,
    String missing,
    String source,
    String detail) {}
