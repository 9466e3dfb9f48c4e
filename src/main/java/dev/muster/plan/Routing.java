package dev.muster.plan;

import java.util.List;

/**
 * How models are chosen.
 *
 * @param judges model names in order of preference; the first of another family than the authors'
 *     judges
 * @param escalate whether a failed check goes once to the strongest model of the mix
 */
public record Routing(List<String> judges, boolean escalate) {}
