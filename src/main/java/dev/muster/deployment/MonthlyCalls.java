package dev.muster.deployment;

import dev.muster.plan.Model.Billing;
import dev.muster.plan.Plan;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Optional;

/**
 * An agent's model calls in a month at the plan's volume, and what a token costs in each. The test
 * agent has no month. A session at its vendor is many calls that nobody counted one by one: it is
 * no call to take the mean of.
 *
 * @param calls the monthly input divided by the mean input of the agent's turns; null when missing
 * @param usdPerMillion input price of the declared mix
 * @param missing why there is no figure; null when there is one
 */
record MonthlyCalls(BigDecimal calls, BigDecimal usdPerMillion, String missing) {

  static MonthlyCalls of(Facts facts, Plan plan, String name) {
    var agent = plan.agents().get(name);
    var inputs =
        facts.attempts().stream()
            .filter(a -> a.agent().equals(name) && a.arm().equals(AgentArms.MIX))
            .filter(a -> a.isTurn() && a.usage() != null)
            .mapToLong(a -> a.usage().totalInput())
            .summaryStatistics();
    if (plan.waveAgents().stream().noneMatch(known -> known.name().equals(name))) {
      return new MonthlyCalls(BigDecimal.ZERO, BigDecimal.ZERO, null);
    }
    if (agent.monthlyInputTokens() == 0) {
      return missing("the plan states no monthly volume of " + name);
    }
    if (inputs.getSum() == 0) {
      return missing("no turn of " + name + " was measured");
    }
    var calls =
        BigDecimal.valueOf(agent.monthlyInputTokens())
            .multiply(BigDecimal.valueOf(inputs.getCount()))
            .divide(BigDecimal.valueOf(inputs.getSum()), 0, RoundingMode.HALF_UP);
    var price = price(facts, plan, name);
    return price.isEmpty()
        ? missing("a model of " + name + " has no price yet")
        : new MonthlyCalls(calls, price.get(), null);
  }

  private static MonthlyCalls missing(String why) {
    return new MonthlyCalls(null, null, why);
  }

  /** Free and flat models cost nothing by declaration; a metered one has a price. */
  private static Optional<BigDecimal> price(Facts facts, Plan plan, String agent) {
    var today = LocalDate.ofInstant(facts.now(), ZoneOffset.UTC);
    var sum = BigDecimal.ZERO;
    for (var share : plan.agents().get(agent).mix().shares().entrySet()) {
      var model = plan.models().get(share.getKey());
      if (model.billing() == Billing.METERED) {
        var row = plan.prices().get(model.price()).on(today);
        if (row.isEmpty()) {
          return Optional.empty();
        }
        sum = sum.add(row.get().input().multiply(BigDecimal.valueOf(share.getValue())));
      }
    }
    return Optional.of(sum.movePointLeft(2));
  }

  /** USD of so many tokens in every call of a month. */
  BigDecimal usd(int tokens) {
    return calls
        .multiply(BigDecimal.valueOf(tokens))
        .multiply(usdPerMillion, MathContext.DECIMAL64)
        .movePointLeft(6);
  }
}
