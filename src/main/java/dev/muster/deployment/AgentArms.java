package dev.muster.deployment;

import dev.muster.agent.Run;
import dev.muster.evaluation.Comparison.Arm;
import dev.muster.ledger.Attempt;
import dev.muster.plan.Agent;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/** The canary runs of agents in one arm: each agent's figures, and those of all together. */
@Component
class AgentArms {
  static final String MIX = "mix";
  static final String BASELINE = "baseline";

  private final RunSets sets;

  AgentArms(RunSets sets) {
    this.sets = sets;
  }

  /**
   * @param runs closed ones of each agent's newest round
   * @param all figures of all of them; null figures when an agent's are not complete
   * @param incomplete whose runs are missing; null when none are
   */
  record Arms(Map<String, List<Run>> runs, Map<String, Arm> byAgent, Arm all, String incomplete) {

    List<String> runIds() {
      return all.runs();
    }
  }

  Arms of(Facts facts, String arm) {
    var runs = new TreeMap<String, List<Run>>();
    var byAgent = new TreeMap<String, Arm>();
    var without = new ArrayList<String>();
    for (Agent agent : facts.waveAgents()) {
      var closed = RunSets.canaries(facts.runs(), agent.name(), arm);
      runs.put(agent.name(), closed);
      byAgent.put(agent.name(), figures(facts, closed, arm));
      if (closed.size() < agent.canaries().size()) {
        without.add(agent.name());
      }
    }
    var why = without.isEmpty() ? null : "no " + arm + " run of " + String.join(", ", without);
    return new Arms(runs, byAgent, why == null ? all(byAgent.values()) : none(runs, why), why);
  }

  /** Part of the agents would be another sum, so there is none until all have run. */
  private static Arm none(Map<String, List<Run>> runs, String why) {
    var all = runs.values().stream().flatMap(List::stream).map(Run::id).toList();
    return new Arm(all, null, why, null, null, 0, 0);
  }

  /** Cost and score out of the agents' own, as a comparison of all their runs would give. */
  private static Arm all(Collection<Arm> arms) {
    if (arms.isEmpty()) {
      return new Arm(List.of(), null, Missing.NO_PLAN, null, null, 0, 0);
    }
    return new Arm(
        arms.stream().flatMap(a -> a.runs().stream()).toList(),
        sum(arms, Arm::usd),
        arms.stream().map(Arm::unmeasured).filter(Objects::nonNull).findFirst().orElse(null),
        quality(arms),
        null,
        arms.stream().mapToLong(Arm::inputTokens).sum(),
        arms.stream().mapToLong(Arm::outputTokens).sum());
  }

  /** Null when one of them is. */
  private static BigDecimal sum(Collection<Arm> arms, Function<Arm, BigDecimal> figure) {
    return arms.stream().map(figure).anyMatch(Objects::isNull)
        ? null
        : arms.stream().map(figure).reduce(BigDecimal.ZERO, BigDecimal::add);
  }

  /** Each run counts once. */
  private static BigDecimal quality(Collection<Arm> arms) {
    if (arms.stream().map(Arm::quality).anyMatch(Objects::isNull)) {
      return null;
    }
    var runs = arms.stream().mapToInt(a -> a.runs().size()).sum();
    return arms.stream()
        .map(a -> a.quality().multiply(BigDecimal.valueOf(a.runs().size())))
        .reduce(BigDecimal.ZERO, BigDecimal::add)
        .divide(BigDecimal.valueOf(runs), MathContext.DECIMAL64);
  }

  private Arm figures(Facts facts, List<Run> runs, String arm) {
    return runs.isEmpty()
        ? new Arm(List.of(), null, "no " + arm + " run was closed", null, null, 0, 0)
        : sets.arm(facts.id(), runs);
  }

  /** Plan names of the models that worked in these runs, with their labels. */
  static String models(Facts facts, List<Run> runs) {
    var ids = runs.stream().map(Run::id).collect(Collectors.toSet());
    var names =
        facts.attempts().stream()
            .filter(a -> ids.contains(a.subject()) && a.answeredAs() != null)
            .filter(Attempt::isWork)
            .map(a -> Labels.model(facts, a.model()))
            .distinct()
            .collect(Collectors.joining(", "));
    return names.isEmpty() ? null : names;
  }
}
