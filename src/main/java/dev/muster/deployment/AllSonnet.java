package dev.muster.deployment;

import dev.muster.deployment.AgentArms.Arms;
import dev.muster.ledger.Attempt;
import dev.muster.ledger.Attempt.State;
import dev.muster.ledger.Cost;
import dev.muster.plan.Price;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/**
 * What the baseline arm's tokens would have cost at the price of sonnet: computed, never run.
 *
 * @param usd null when it cannot be computed
 * @param computed how, or why not
 */
record AllSonnet(BigDecimal usd, String computed) {
  private static final String MODEL = "sonnet";

  static AllSonnet of(Facts facts, Arms baseline) {
    if (baseline.all().usd() == null) {
      return new AllSonnet(null, baseline.all().unmeasured());
    }
    var price = price(facts);
    return price.isEmpty()
        ? new AllSonnet(null, "the plan has no priced model named " + MODEL)
        : of(turns(facts, baseline), price.get());
  }

  private static Optional<Price> price(Facts facts) {
    return facts
        .plan()
        .filter(p -> p.models().containsKey(MODEL) && p.models().get(MODEL).price() != null)
        .map(p -> p.prices().get(p.models().get(MODEL).price()));
  }

  private static List<Attempt> turns(Facts facts, Arms baseline) {
    var runs = new HashSet<>(baseline.runIds());
    return facts.attempts().stream()
        .filter(a -> runs.contains(a.subject()) && a.isWork())
        .filter(a -> a.state() == State.ANSWERED || a.state() == State.UNKNOWN)
        .toList();
  }

  private static AllSonnet of(List<Attempt> turns, Price price) {
    if (turns.stream().anyMatch(a -> a.usage() == null)) {
      return new AllSonnet(null, "a call of the baseline arm has no tokens to price anew");
    }
    var costs = turns.stream().map(a -> cost(a, price)).toList();
    var unpriced = costs.stream().filter(cost -> cost.usd() == null).findFirst();
    if (unpriced.isPresent()) {
      return new AllSonnet(null, unpriced.get().finding());
    }
    return new AllSonnet(
        costs.stream().map(Cost::usd).reduce(BigDecimal.ZERO, BigDecimal::add),
        "computed, not run: the baseline arm's tokens at price " + price.name());
  }

  private static Cost cost(Attempt turn, Price price) {
    var day = LocalDate.ofInstant(turn.sentAt(), ZoneOffset.UTC);
    return Cost.at(price.on(day).orElse(null), turn.usage());
  }
}
