package dev.muster.plan;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
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
      var tokens = tokens(draft, agent.getKey());
      enoughTokens(draft, own.at("tokens"), path + "tokens", tokens);
      enoughTokens(draft, own.at("runTokens"), path + "runTokens", tokens);
    }
    enough(draft, budget.at("usd"), "budget.usd", worst(draft, draft.agents().keySet()));
    enoughTokens(
        draft, budget.at("tokens"), "budget.tokens", tokens(draft, draft.agents().keySet()));
    for (var phase : budget.at("phases").entries().entrySet()) {
      var agents = agentsOf(draft, phase.getKey());
      enough(draft, usd(phase.getValue()), "budget.phases." + phase.getKey(), worst(draft, agents));
      enoughTokens(
          draft,
          phase.getValue().at("tokens"),
          "budget.phases." + phase.getKey() + ".tokens",
          tokens(draft, agents));
    }
  }

  private static long tokens(Draft draft, Collection<String> agents) {
    return agents.stream().mapToLong(agent -> tokens(draft, agent)).max().orElse(0);
  }

  /** One call as large as declared. */
  private static long tokens(Draft draft, String agent) {
    var budget = draft.plan().at("agents").at(agent).at("budget");
    return budget.at("maxInputTokens").whole().orElse(0L)
        + budget.at("maxOutputTokens").whole().orElse(0L);
  }

  private static void enoughTokens(Draft draft, PlanNode budget, String path, long worst) {
    if (budget.whole().filter(tokens -> tokens < worst).isPresent()) {
      draft
          .problems()
          .add(
              budget.where(),
              path + " is " + budget.text().orElse("") + " tokens",
              "one call may take " + worst,
              "raise it, or lower maxInputTokens and maxOutputTokens");
    }
  }

  /** A phase's dollars stand alone, or with its other limits. */
  static PlanNode usd(PlanNode phase) {
    return phase.at("usd").there() ? phase.at("usd") : phase;
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

  /** The dearest call among the models that may work for it. */
  static BigDecimal worst(Draft draft, String name) {
    var agent = draft.plan().at("agents").at(name);
    return AgentRule.models(draft, name, agent).stream()
        .map(model -> worst(draft, draft.plan().at("models").at(model), agent.at("budget")))
        .reduce(BigDecimal.ZERO, BigDecimal::max);
  }

  /** As large as both the agent and the model allow, at the model's dearest prices. */
  private static BigDecimal worst(Draft draft, PlanNode model, PlanNode budget) {
    long wanted = budget.at("maxInputTokens").whole().orElse(0L);
    long most = Math.min(wanted, model.at("maxInputTokens").whole().orElse(wanted));
    var dearest = Dearest.NOTHING;
    for (var row : rows(draft, model)) {
      dearest = dearest.or(Dearest.of(row, most));
    }
    return BigDecimal.valueOf(most)
        .multiply(dearest.input())
        .add(tokens(budget, "maxOutputTokens").multiply(dearest.output()))
        .divide(MILLION, 12, RoundingMode.UP)
        .add(dearest.perRequest());
  }

  /** Of all days: which of them is in force when a call is made, nobody knows yet. */
  private static List<PlanNode> rows(Draft draft, PlanNode model) {
    boolean metered = model.at("billing").text().filter("metered"::equals).isPresent();
    return metered
        ? PriceBuilding.rows(draft.plan().at("prices").at(model.at("price").text().orElse("")))
        : List.of();
  }

  private static BigDecimal tokens(PlanNode budget, String key) {
    return BigDecimal.valueOf(budget.at(key).whole().orElse(0L));
  }

  /** The dearest figures that a call can meet, each by itself. */
  private record Dearest(BigDecimal input, BigDecimal output, BigDecimal perRequest) {
    static final Dearest NOTHING = new Dearest(BigDecimal.ZERO, BigDecimal.ZERO, BigDecimal.ZERO);

    /** A tier counts when the call's input can be above it. */
    static Dearest of(PlanNode row, long mostInput) {
      var dearest = figures(row);
      for (var tier : row.at("tiers").items()) {
        if (tier.at("aboveInputTokens").whole().filter(above -> above < mostInput).isPresent()) {
          dearest = dearest.or(figures(tier));
        }
      }
      return dearest;
    }

    private static Dearest figures(PlanNode node) {
      var input = usd(node, "input").max(usd(node, "cacheWrite")).max(usd(node, "cacheWrite1h"));
      var output = usd(node, "output").max(usd(node, "reasoning"));
      return new Dearest(input, output, usd(node, "perRequest"));
    }

    private static BigDecimal usd(PlanNode node, String key) {
      return node.at(key).decimal().orElse(BigDecimal.ZERO);
    }

    Dearest or(Dearest other) {
      return new Dearest(
          input.max(other.input), output.max(other.output), perRequest.max(other.perRequest));
    }
  }
}
