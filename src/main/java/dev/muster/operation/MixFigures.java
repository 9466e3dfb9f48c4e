package dev.muster.operation;

import dev.muster.agent.Run;
import dev.muster.agent.Runs;
import dev.muster.evaluation.Comparison;
import dev.muster.ledger.Attempt;
import dev.muster.ledger.Ledger;
import dev.muster.plan.Agent;
import dev.muster.plan.DeploymentPlans;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** What the arms have shown so far, and which model of a mix is the cheaper one. */
@Component
class MixFigures {
  private static final int ENOUGH_TURNS = 20;
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
   * One model's turns for one agent; a session at its vendor is many, so it is compared to none.
   */
  private record Turns(String model, int count, BigDecimal usdEach) {}

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

  /** A change for the first agent with enough measured turns of two models; else nothing. */
  Optional<Better> better(String deploymentId) {
    return plans.of(deploymentId).plan().waveAgents().stream()
        .flatMap(agent -> better(deploymentId, agent).stream())
        .findFirst();
  }

  private Optional<Better> better(String deploymentId, Agent agent) {
    var turns =
        agent.mix().shares().keySet().stream()
            .map(model -> turns(deploymentId, agent.name(), model))
            .filter(t -> t.count() >= ENOUGH_TURNS)
            .sorted(Comparator.comparing(Turns::usdEach))
            .toList();
    if (turns.size() < 2) {
      return Optional.empty();
    }
    var cheap = turns.get(0);
    var dear = turns.get(turns.size() - 1);
    var worthIt = cheap.usdEach().compareTo(dear.usdEach()) < 0;
    return !worthIt || agent.mix().shares().get(dear.model()) <= POINTS
        ? Optional.empty()
        : Optional.of(
            new Better(agent.name(), dear.model(), cheap.model(), POINTS, why(cheap, dear)));
  }

  private Turns turns(String deploymentId, String agent, String model) {
    var answered =
        ledger.attempts(deploymentId).stream()
            .filter(a -> a.agent().equals(agent) && a.model().equals(model))
            .filter(a -> a.arm().equals("mix") && a.isTurn())
            .filter(a -> a.state() == Attempt.State.ANSWERED && a.costUsd() != null)
            .toList();
    var usd = answered.stream().map(Attempt::costUsd).reduce(BigDecimal.ZERO, BigDecimal::add);
    var each =
        answered.isEmpty()
            ? BigDecimal.ZERO
            : usd.divide(BigDecimal.valueOf(answered.size()), MathContext.DECIMAL32);
    return new Turns(model, answered.size(), each);
  }

  private static String why(Turns cheap, Turns dear) {
    return "a turn of %s cost %s USD over %d turns, one of %s %s USD over %d turns"
        .formatted(
            cheap.model(),
            cheap.usdEach().toPlainString(),
            cheap.count(),
            dear.model(),
            dear.usdEach().toPlainString(),
            dear.count());
  }
}
