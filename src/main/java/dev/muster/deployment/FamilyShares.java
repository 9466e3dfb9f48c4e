package dev.muster.deployment;

import dev.muster.deployment.Status.ShareRow;
import dev.muster.ledger.Attempt;
import dev.muster.plan.Agent;
import dev.muster.plan.Plan;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Each model family's part of all tokens at the plan's monthly volumes. */
final class FamilyShares {
  private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);

  private FamilyShares() {}

  static List<ShareRow> of(Facts facts) {
    if (facts.plan().isEmpty()) {
      return List.of();
    }
    var plan = facts.plan().get();
    var declared = new TreeMap<String, BigDecimal>();
    var measured = new TreeMap<String, BigDecimal>();
    var without = new ArrayList<String>();
    for (var agent : facts.waveAgents()) {
      declared(plan, agent).forEach((f, tokens) -> declared.merge(f, tokens, BigDecimal::add));
      var seen = measured(facts, plan, agent);
      seen.forEach((f, tokens) -> measured.merge(f, tokens, BigDecimal::add));
      if (seen.isEmpty()) {
        without.add(agent.name());
      }
    }
    plan.swarmLimits().keySet().forEach(f -> declared.putIfAbsent(f, BigDecimal.ZERO));
    measured.keySet().forEach(f -> declared.putIfAbsent(f, BigDecimal.ZERO));
    return declared.keySet().stream().map(f -> row(plan, f, declared, measured, without)).toList();
  }

  private static long volume(Agent agent) {
    return agent.monthlyInputTokens() + agent.monthlyOutputTokens();
  }

  private static Map<String, BigDecimal> declared(Plan plan, Agent agent) {
    var tokens = new TreeMap<String, BigDecimal>();
    agent
        .mix()
        .shares()
        .forEach(
            (model, percent) ->
                tokens.merge(
                    plan.models().get(model).family(),
                    BigDecimal.valueOf(volume(agent) * percent).movePointLeft(2),
                    BigDecimal::add));
    return tokens;
  }

  /** The agent's volume, divided as the tokens of its turns and sessions were. */
  private static Map<String, BigDecimal> measured(Facts facts, Plan plan, Agent agent) {
    var seen = new TreeMap<String, BigDecimal>();
    facts.attempts().stream()
        .filter(a -> a.agent().equals(agent.name()) && a.arm().equals(AgentArms.MIX))
        .filter(a -> a.isWork() && a.usage() != null)
        .filter(a -> plan.models().containsKey(a.model()))
        .forEach(a -> seen.merge(family(plan, a), tokens(a), BigDecimal::add));
    var all = sum(seen);
    if (all.signum() == 0) {
      return Map.of();
    }
    var factor = BigDecimal.valueOf(volume(agent)).divide(all, MathContext.DECIMAL64);
    seen.replaceAll((family, tokens) -> tokens.multiply(factor));
    return seen;
  }

  private static String family(Plan plan, Attempt attempt) {
    return plan.models().get(attempt.model()).family();
  }

  private static BigDecimal tokens(Attempt attempt) {
    return BigDecimal.valueOf(attempt.usage().total());
  }

  private static BigDecimal sum(Map<String, BigDecimal> tokens) {
    return tokens.values().stream().reduce(BigDecimal.ZERO, BigDecimal::add);
  }

  private static ShareRow row(
      Plan plan,
      String family,
      Map<String, BigDecimal> declared,
      Map<String, BigDecimal> measured,
      List<String> without) {
    var seen =
        without.isEmpty()
            ? percent(measured.getOrDefault(family, BigDecimal.ZERO), measured)
            : null;
    var planned = percent(declared.get(family), declared);
    var limit = plan.swarmLimits().get(family);
    return new ShareRow(family, planned, seen, limit, note(planned, seen, limit, without));
  }

  private static BigDecimal percent(BigDecimal tokens, Map<String, BigDecimal> all) {
    var sum = sum(all);
    return sum.signum() == 0
        ? null
        : Rounded.two(HUNDRED.multiply(tokens).divide(sum, MathContext.DECIMAL64));
  }

  private static String note(
      BigDecimal planned, BigDecimal seen, Integer limit, List<String> without) {
    var notes = new ArrayList<String>();
    if (limit != null && (above(planned, limit) || above(seen, limit))) {
      notes.add("above the plan's limit of " + limit + " %");
    } else if (limit != null && planned != null) {
      notes.add("within the plan's limit of " + limit + " %");
    }
    if (planned == null) {
      notes.add("not measured: the plan states no monthly volumes");
    } else if (seen == null) {
      notes.add("not measured in the ledger: no turn of " + String.join(", ", without));
    }
    return String.join("; ", notes);
  }

  private static boolean above(BigDecimal percent, int limit) {
    return percent != null && percent.compareTo(BigDecimal.valueOf(limit)) > 0;
  }
}
