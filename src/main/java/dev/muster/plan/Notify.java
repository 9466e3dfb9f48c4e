package dev.muster.plan;

/**
 * Who is told.
 *
 * @param webhook URL reference, or null
 */
public record Notify(String webhook) {}
