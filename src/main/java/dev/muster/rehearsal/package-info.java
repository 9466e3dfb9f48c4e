/** Cassettes, and the loopback model server that plays them over three wire protocols. */
package dev.muster.rehearsal;
