/** Attempts, tool calls, budgets and the price book: what was paid, once, and what may be. */
package dev.muster.ledger;
