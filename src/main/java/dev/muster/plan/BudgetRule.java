package dev.muster.plan;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;

/** No budget is below one worst-case call: it could never be spent. */
final class BudgetRule implements PlanRule {
  private static final BigDecimal MILLION = BigDecimal.valueOf(1_000_000);

  @Override
  public void check(Draft draft) {
    var budget = draft.plan().at("budget");
    for (var agent : draft.agents().entrySet()) {
      var own = agent.getValue().at("budget");
      var path = "agents." + agent.getKey() + ".budget.";
      var worst = worst(draft, agent.getKey());
      enough(draft, own.at("runUsd"), path + "runUsd", worst);
      enough(draft, own.at("usd"), path + "usd", worst);
      nested(draft, own, path);
    }
    enough(draft, budget.at("usd"), "budget.usd", worst(draft, draft.agents().keySet()));
    for (var phase : budget.at("phases").entries().entrySet()) {
      var agents = agentsOf(draft, phase.getKey());
      enough(draft, phase.getValue(), "budget.phases." + phase.getKey(), worst(draft, agents));
    }
  }

  private static void nested(Draft draft, PlanNode own, String path) {
    var run = own.at("runUsd").decimal();
    var all = own.at("usd").decimal();
    if (run.isPresent() && all.isPresent() && run.get().compareTo(all.get()) > 0) {
      draft
          .problems()
          .add(
              own.at("runUsd").where(),
              path + "runUsd is " + run.get().toPlainString() + " USD",
              "all runs together may spend " + all.get().toPlainString() + " USD",
              "lower it or raise usd");
    }
  }

  private static void enough(Draft draft, PlanNode budget, String path, BigDecimal worst) {
    if (budget.decimal().filter(usd -> usd.compareTo(worst) < 0).isPresent()) {
      draft
          .problems()
          .add(
              budget.where(),
              path + " is " + budget.text().orElse("") + " USD",
              "one call may cost " + shown(worst) + " USD at the dearest model of mix and baseline",
              "raise it, or lower maxInputTokens and maxOutputTokens");
    }
  }

  private static String shown(BigDecimal usd) {
    return usd.setScale(4, RoundingMode.UP).stripTrailingZeros().toPlainString();
  }

  private static Set<String> agentsOf(Draft draft, String phase) {
    var agents = new LinkedHashSet<String>();
    if (phase.equals("workflow-test")) {
      draft.agents().forEach((name, agent) -> addTest(agents, name, agent));
    }
    int number = 0;
    for (var wave : draft.waves()) {
      if (phase.equals("wave-" + ++number)) {
        agents.addAll(wave.at("agents").texts());
      }
      if (phase.equals("feature")) {
        wave.at("feature").items().forEach(p -> p.at("agent").text().ifPresent(agents::add));
      }
    }
    return agents;
  }

  private static void addTest(Set<String> agents, String name, PlanNode agent) {
    if (Draft.tests(agent)) {
      agents.add(name);
    }
  }

  private static BigDecimal worst(Draft draft, Collection<String> agents) {
    return agents.stream()
        .map(agent -> worst(draft, agent))
        .reduce(BigDecimal.ZERO, BigDecimal::max);
  }

  /** One call at the dearest input and output price among the models that may work for it. */
  static BigDecimal worst(Draft draft, String name) {
    var agent = draft.plan().at("agents").at(name);
    var input = BigDecimal.ZERO;
    var output = BigDecimal.ZERO;
    for (var model : AgentRule.models(draft, name, agent)) {
      var price = price(draft, draft.plan().at("models").at(model));
      input = input.max(usd(price, "input")).max(usd(price, "cacheWrite"));
      output = output.max(usd(price, "output"));
    }
    var budget = agent.at("budget");
    var most = tokens(budget, "maxInputTokens").multiply(input);
    return most.add(tokens(budget, "maxOutputTokens").multiply(output))
        .divide(MILLION, 12, RoundingMode.UP);
  }

  private static PlanNode price(Draft draft, PlanNode model) {
    boolean metered = model.at("billing").text().filter("metered"::equals).isPresent();
    return metered
        ? draft.plan().at("prices").at(model.at("price").text().orElse(""))
        : new PlanNode.Absent(model.where());
  }

  private static BigDecimal usd(PlanNode price, String key) {
    return price.at(key).decimal().orElse(BigDecimal.ZERO);
  }

  private static BigDecimal tokens(PlanNode budget, String key) {
    return BigDecimal.valueOf(budget.at(key).whole().orElse(0L));
  }
}
