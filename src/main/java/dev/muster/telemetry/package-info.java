/** Spans under OpenTelemetry's names for generative AI, for whoever collects them. */
package dev.muster.telemetry;
