package dev.muster.ledger;

import java.math.BigDecimal;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** Locked nodes of the budget tree and what one transaction changes about them. */
final class Balances {
  private final Map<String, Balance> nodes;

  Balances(Map<String, Balance> nodes) {
    this.nodes = new HashMap<>(nodes);
  }

  /**
   * Reserves on the whole path, or on none of it.
   *
   * @throws BudgetExhausted naming the first node, from the root, that has too little left
   */
  void reserve(String path, BigDecimal usd) {
    for (var node : Budgets.nodes(path)) {
      var balance = nodes.get(node);
      if (!balance.allows(usd)) {
        throw new BudgetExhausted(node, usd, balance.left());
      }
    }
    change(path, usd);
  }

  /** Adds to every node of the path, limits or not: what happened, happened. */
  void change(String path, BigDecimal usd) {
    if (usd.signum() != 0) {
      Budgets.nodes(path).forEach(n -> nodes.computeIfPresent(n, (k, b) -> b.plus(usd)));
    }
  }

  /** Node to change, unchanged ones left out. */
  Map<String, BigDecimal> changes() {
    return nodes.entrySet().stream()
        .filter(e -> e.getValue().change().signum() != 0)
        .collect(Collectors.toMap(Map.Entry::getKey, e -> e.getValue().change()));
  }

  /**
   * @param limit null: none
   * @param committed as locked
   * @param change by this transaction
   */
  record Balance(BigDecimal limit, BigDecimal committed, BigDecimal change) {

    BigDecimal left() {
      return limit.subtract(committed).subtract(change).stripTrailingZeros();
    }

    boolean allows(BigDecimal usd) {
      // A call that reserves nothing (free by declaration) is never refused.
      return limit == null || usd.signum() == 0 || left().compareTo(usd) >= 0;
    }

    Balance plus(BigDecimal usd) {
      return new Balance(limit, committed, change.add(usd));
    }
  }
}
