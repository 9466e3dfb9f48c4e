package dev.muster.gate;

/** One measurement with its own verdict and the reason that gates.dmn gave. */
public record Judged(Measurement measurement, Verdict verdict, String reason) {}
