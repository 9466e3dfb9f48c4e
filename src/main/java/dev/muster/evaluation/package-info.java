/** Acceptance checks, the judge, and the comparison of arms from the ledger. */
package dev.muster.evaluation;
