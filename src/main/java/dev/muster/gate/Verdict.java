package dev.muster.gate;

/** The three outcomes. A missing measurement is never a PASS. */
public enum Verdict {
  PASS,
  FAIL,
  INCONCLUSIVE
}
