/** The loopback model endpoint for agent CLIs: a token per run, every call metered and bounded. */
package dev.muster.gateway;
