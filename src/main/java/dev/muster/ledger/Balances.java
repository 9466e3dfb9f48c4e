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
  void reserve(String path, Amount amount) {
    for (var node : Budgets.nodes(path)) {
      nodes.get(node).require(node, amount);
    }
    change(path, amount);
  }

  /** Adds to every node of the path, limits or not: what happened, happened. */
  void change(String path, Amount amount) {
    if (!amount.isNothing()) {
      Budgets.nodes(path).forEach(n -> nodes.computeIfPresent(n, (k, b) -> b.plus(amount)));
    }
  }

  /** Node to change, unchanged ones left out. */
  Map<String, Amount> changes() {
    return nodes.entrySet().stream()
        .filter(e -> !e.getValue().change().isNothing())
        .collect(Collectors.toMap(Map.Entry::getKey, e -> e.getValue().change()));
  }

  /**
   * @param committed as locked
   * @param change by this transaction
   */
  record Balance(Limits limits, Amount committed, Amount change) {

    /** What needs nothing of a dimension (free by declaration) is never refused by it. */
    void require(String node, Amount needed) {
      var taken = committed.plus(change);
      require(node, "USD", limits.usd(), taken.usd(), needed.usd());
      require(node, "tokens", limits.tokens(), taken.tokens(), needed.tokens());
      require(node, "turns", limits.turns(), taken.turns(), needed.turns());
    }

    private static void require(
        String node, String dimension, Long limit, long taken, long needed) {
      require(
          node,
          dimension,
          limit == null ? null : BigDecimal.valueOf(limit),
          BigDecimal.valueOf(taken),
          BigDecimal.valueOf(needed));
    }

    private static void require(
        String node, String dimension, BigDecimal limit, BigDecimal taken, BigDecimal needed) {
      if (limit != null && needed.signum() > 0 && limit.subtract(taken).compareTo(needed) < 0) {
        var left = limit.subtract(taken).stripTrailingZeros();
        throw new BudgetExhausted(node, dimension, needed, left);
      }
    }

    Balance plus(Amount amount) {
      return new Balance(limits, committed, change.plus(amount));
    }
  }
}
