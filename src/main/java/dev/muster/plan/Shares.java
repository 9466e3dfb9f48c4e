package dev.muster.plan;

/** What the shares of a mix are shares of. */
public enum Shares {
  RUNS,
  TURNS,
  TOKENS,
  USD
}
