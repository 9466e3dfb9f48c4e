package dev.muster.routing;

import dev.muster.ledger.TurnsPaid;
import dev.muster.plan.Shares;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.stereotype.Component;

/**
 * What each model had of an agent's work. Choices that are not answered yet count as well: at what
 * the model's answers took on average, or runs that choose at the same time would all choose alike.
 */
@Component
class Tally {
  private static final int SCALE = 10;
  private final DecisionTable decisions;
  private final TurnsPaid paid;

  Tally(DecisionTable decisions, TurnsPaid paid) {
    this.decisions = decisions;
    this.paid = paid;
  }

  /**
   * Counted so far.
   *
   * @param next what the turn to be given is expected to add
   */
  record Had(Map<String, BigDecimal> byModel, BigDecimal next) {
    BigDecimal of(String model) {
      return byModel.getOrDefault(model, BigDecimal.ZERO);
    }
  }

  Had of(String deploymentId, String agent, Shares shares) {
    return switch (shares) {
      case RUNS -> whole(decisions.runs(deploymentId, agent));
      case TURNS -> whole(decisions.turns(deploymentId, agent));
      case TOKENS, USD -> measured(deploymentId, agent, shares);
    };
  }

  private static Had whole(Map<String, Long> counted) {
    var had = new LinkedHashMap<String, BigDecimal>();
    counted.forEach((model, count) -> had.put(model, BigDecimal.valueOf(count)));
    return new Had(had, BigDecimal.ONE);
  }

  private Had measured(String deploymentId, String agent, Shares shares) {
    var chosen = decisions.turns(deploymentId, agent);
    var answered = paid.of(deploymentId, agent);
    var sum =
        answered.values().stream()
            .map(p -> figure(p, shares))
            .reduce(BigDecimal.ZERO, BigDecimal::add);
    var turns = answered.values().stream().mapToLong(TurnsPaid.Paid::turns).sum();
    var usual = turns == 0 || sum.signum() == 0 ? BigDecimal.ONE : each(sum, turns);
    var had = new LinkedHashMap<String, BigDecimal>();
    answered.forEach((model, p) -> had.put(model, figure(p, shares)));
    chosen.forEach(
        (model, count) -> {
          var own = answered.get(model);
          var open = count - (own == null ? 0 : own.turns());
          var one = own == null ? usual : each(figure(own, shares), own.turns());
          had.merge(model, one.multiply(BigDecimal.valueOf(Math.max(0, open))), BigDecimal::add);
        });
    return new Had(had, usual);
  }

  private static BigDecimal each(BigDecimal sum, long turns) {
    return sum.divide(BigDecimal.valueOf(turns), SCALE, RoundingMode.HALF_UP);
  }

  private static BigDecimal figure(TurnsPaid.Paid paid, Shares shares) {
    return shares == Shares.USD ? paid.usd() : BigDecimal.valueOf(paid.tokens());
  }
}
