package dev.muster.ledger;

/**
 * Who sends: a node, and which of its starts.
 *
 * @param boot tells what this process sends from what an earlier one left behind
 */
record Owner(String node, String boot) {}
