package dev.muster.store;

/**
 * The stable name of this node, kept in its data folder; external tasks are locked under it.
 *
 * @param value letters, digits and dashes
 */
public record NodeId(String value) {}
