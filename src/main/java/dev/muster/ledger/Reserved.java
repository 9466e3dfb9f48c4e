package dev.muster.ledger;

/** An attempt about to be written as SENDING. */
record Reserved(long id, int step, int attempt, CallRequest request) {}
