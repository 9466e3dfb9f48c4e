/** The hash-chained record of what was measured, decided and by whom. */
package dev.muster.evidence;
