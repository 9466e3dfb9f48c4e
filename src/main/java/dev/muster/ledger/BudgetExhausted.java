package dev.muster.ledger;

import java.math.BigDecimal;

/** The worst case of the next call does not fit; nothing was reserved and nothing sent. */
public final class BudgetExhausted extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final String node;
  private final String dimension;
  private final BigDecimal needed;
  private final BigDecimal left;

  /** Of dollars. */
  public BudgetExhausted(String node, BigDecimal wanted, BigDecimal left) {
    this(node, "USD", wanted, left);
  }

  /**
   * @param node of the budget tree, deployment/phase/agent/run
   * @param dimension USD, tokens, turns or minutes
   * @param needed by the next call at worst
   * @param left below 0 when a provider took more than was reserved
   */
  public BudgetExhausted(String node, String dimension, BigDecimal needed, BigDecimal left) {
    super(
        "budget %s has %s %s left, the next call may take %s %s: raise the budget in the plan or %s"
            .formatted(
                node,
                left.toPlainString(),
                dimension,
                needed.toPlainString(),
                dimension,
                advice(dimension)));
    this.node = node;
    this.dimension = dimension;
    this.needed = needed;
    this.left = left;
  }

  private static String advice(String dimension) {
    return dimension.equals("USD") || dimension.equals("tokens")
        ? "lower maxInputTokens and maxOutputTokens"
        : "ask for less work";
  }

  public String node() {
    return node;
  }

  public String dimension() {
    return dimension;
  }

  public BigDecimal needed() {
    return needed;
  }

  public BigDecimal left() {
    return left;
  }
}
