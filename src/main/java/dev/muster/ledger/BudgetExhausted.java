package dev.muster.ledger;

import java.math.BigDecimal;

/** The worst case of the next call does not fit; nothing was reserved and nothing sent. */
public final class BudgetExhausted extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public BudgetExhausted(String node, BigDecimal wanted, BigDecimal left) {
    super(
        "budget "
            + node
            + " has "
            + left.toPlainString()
            + " USD left, the next call may cost "
            + wanted.toPlainString()
            + " USD: raise the budget in the plan or lower maxInputTokens and maxOutputTokens");
  }
}
