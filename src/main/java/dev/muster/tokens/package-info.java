/** Counts tokens of texts, the same way for every model. */
package dev.muster.tokens;
