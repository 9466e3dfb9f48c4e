package dev.muster.operation;

import dev.muster.agent.Run;
import dev.muster.agent.Runs;
import dev.muster.evaluation.Comparison;
import dev.muster.ledger.Attempt;
import dev.muster.ledger.Ledger;
import dev.muster.plan.Agent;
import dev.muster.plan.DeploymentPlans;
import dev.muster.plan.Plan;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** What the arms have shown so far, and which model of a mix is the cheaper one. */
@Component
class MixFigures {
  private static final int ENOUGH_TURNS = 20;
  private static final int ENOUGH_RUNS = 10;
  private static final int POINTS = 10;
  private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);

  private final Runs runs;
  private final Comparison comparison;
  private final Ledger ledger;
  private final DeploymentPlans plans;

  MixFigures(Runs runs, Comparison comparison, Ledger ledger, DeploymentPlans plans) {
    this.runs = runs;
    this.comparison = comparison;
    this.ledger = ledger;
    this.plans = plans;
  }

  /** Shift some points of an agent's mix from one model to another. */
  record Better(String agent, String from, String to, int points, String reason) {}

  /**
   * One model's work for one agent. A session of an agent CLI is a whole run, so in a mix with one
   * all are compared by runs.
   *
   * @param unit turn or run
   */
  private record Worked(String model, String unit, int count, BigDecimal usdEach) {
    static Worked of(String model, String unit, List<BigDecimal> usd) {
      var sum = usd.stream().reduce(BigDecimal.ZERO, BigDecimal::add);
      var each =
          usd.isEmpty() ? sum : sum.divide(BigDecimal.valueOf(usd.size()), MathContext.DECIMAL32);
      return new Worked(model, unit, usd.size(), each);
    }

    boolean isEnough() {
      return count >= (unit.equals("run") ? ENOUGH_RUNS : ENOUGH_TURNS);
    }
  }

  /** Null when an arm is unmeasured. */
  BigDecimal savingPercent(String deploymentId) {
    var mix = comparison.of(deploymentId, closed(deploymentId, "mix")).usd();
    var baseline = comparison.of(deploymentId, closed(deploymentId, "baseline")).usd();
    return mix == null || baseline == null || baseline.signum() <= 0
        ? null
        : HUNDRED.multiply(baseline.subtract(mix)).divide(baseline, MathContext.DECIMAL32);
  }

  /** Mean score of the mix arm; null when one is missing. */
  BigDecimal quality(String deploymentId) {
    return comparison.of(deploymentId, closed(deploymentId, "mix")).quality();
  }

  private List<String> closed(String deploymentId, String arm) {
    return runs.of(deploymentId).stream()
        .filter(r -> r.phase().startsWith("wave-") && r.arm().equals(arm))
        .filter(r -> r.state().equals("CLOSED"))
        .map(Run::id)
        .toList();
  }

  /** A change for the first agent with enough measured work of two models; else nothing. */
  Optional<Better> better(String deploymentId) {
    var plan = plans.of(deploymentId).plan();
    return plan.waveAgents().stream()
        .flatMap(agent -> better(deploymentId, plan, agent).stream())
        .findFirst();
  }

  private Optional<Better> better(String deploymentId, Plan plan, Agent agent) {
    var models = agent.mix().shares().keySet();
    var byRun = models.stream().anyMatch(m -> plan.models().get(m).cli() != null);
    var worked =
        models.stream()
            .map(
                m ->
                    byRun
                        ? runs(deploymentId, agent.name(), m)
                        : turns(deploymentId, agent.name(), m))
            .filter(Worked::isEnough)
            .sorted(Comparator.comparing(Worked::usdEach))
            .toList();
    if (worked.size() < 2) {
      return Optional.empty();
    }
    var cheap = worked.get(0);
    var dear = worked.get(worked.size() - 1);
    var worthIt = cheap.usdEach().compareTo(dear.usdEach()) < 0;
    return !worthIt || agent.mix().shares().get(dear.model()) <= POINTS
        ? Optional.empty()
        : Optional.of(
            new Better(agent.name(), dear.model(), cheap.model(), POINTS, why(cheap, dear)));
  }

  private Worked turns(String deploymentId, String agent, String model) {
    var usd =
        ledger.attempts(deploymentId).stream()
            .filter(a -> a.agent().equals(agent) && a.model().equals(model))
            .filter(a -> a.arm().equals("mix") && a.isTurn())
            .filter(a -> a.state() == Attempt.State.ANSWERED && a.costUsd() != null)
            .map(Attempt::listUsd)
            .toList();
    return Worked.of(model, "turn", usd);
  }

  /** Whole runs that stayed with their model; one with a call that has no cost is unmeasured. */
  private Worked runs(String deploymentId, String agent, String model) {
    var usd =
        runs.of(deploymentId).stream()
            .filter(r -> r.agent().equals(agent) && r.arm().equals("mix"))
            .filter(r -> r.state().equals("CLOSED") && r.escalations() == 0)
            .filter(r -> model.equals(r.model()))
            .filter(r -> runs.authors(r.id()).stream().allMatch(model::equals))
            .map(r -> comparison.of(deploymentId, List.of(r.id())).usd())
            .filter(Objects::nonNull)
            .toList();
    return Worked.of(model, "run", usd);
  }

  private static String why(Worked cheap, Worked dear) {
    return "a %s of %s cost %s USD over %d %ss, one of %s %s USD over %d %ss"
        .formatted(
            cheap.unit(),
            cheap.model(),
            cheap.usdEach().toPlainString(),
            cheap.count(),
            cheap.unit(),
            dear.model(),
            dear.usdEach().toPlainString(),
            dear.count(),
            dear.unit());
  }
}
