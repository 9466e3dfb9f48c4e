package dev.muster.plan;

import java.util.Map;

/**
 * Declared shares of models.
 *
 * @param shares model name to per cent, in order; sums to 100
 */
public record Mix(Map<String, Integer> shares) {}
