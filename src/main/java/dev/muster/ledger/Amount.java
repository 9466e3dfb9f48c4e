package dev.muster.ledger;

import java.math.BigDecimal;

/** What a call takes of its budgets, or what one of them has taken. */
record Amount(BigDecimal usd, long tokens, long turns) {
  static final Amount NONE = new Amount(BigDecimal.ZERO, 0, 0);

  Amount plus(Amount other) {
    return new Amount(usd.add(other.usd), tokens + other.tokens, turns + other.turns);
  }

  Amount minus(Amount other) {
    return new Amount(usd.subtract(other.usd), tokens - other.tokens, turns - other.turns);
  }

  boolean isNothing() {
    return usd.signum() == 0 && tokens == 0 && turns == 0;
  }
}
