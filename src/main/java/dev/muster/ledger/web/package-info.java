/** The ledger over the API: what past usage would cost, and what was spent by day. */
package dev.muster.ledger.web;
