package dev.muster.deployment;

import dev.muster.agent.Provisioning;
import dev.muster.agent.Provisioning.Bound;
import dev.muster.agent.Run;
import dev.muster.evaluation.Comparison.Arm;
import dev.muster.gate.Measurement;
import dev.muster.ledger.Attempt;
import dev.muster.ledger.Ledger;
import dev.muster.ledger.ToolCalls;
import dev.muster.plan.Agent;
import dev.muster.plan.Gate;
import dev.muster.plan.Plan;
import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/** What runs show: the workflow test, an agent's canaries in both arms, the feature trial. */
@Component
class RunMeasures {
  private static final String CHECKED = "exit code";
  private static final String JUDGED = "judge";

  private final RunSets sets;
  private final ToolCalls toolCalls;
  private final Ledger ledger;
  private final Provisioning provisioning;

  RunMeasures(RunSets sets, ToolCalls toolCalls, Ledger ledger, Provisioning provisioning) {
    this.sets = sets;
    this.toolCalls = toolCalls;
    this.ledger = ledger;
    this.provisioning = provisioning;
  }

  List<Measurement> test(String deploymentId, Plan plan, Gate gate) {
    var agent = plan.testAgent().orElseThrow().name();
    var runs = sets.newest(deploymentId, GovernedPhases.TEST, agent, "mix");
    var arm = sets.arm(deploymentId, runs);
    return List.of(
        Figure.of(gate, "test-cost", arm.usd(), "USD", arm.unmeasured(), "ledger"),
        Figure.of(gate, "test-quality", arm.quality(), "points", unscored(runs), JUDGED),
        Figure.of(gate, "test-minutes", minutes(runs), "minutes", unrun(runs), "clock"),
        Figure.of(gate, "checks", checked(arm, runs), "%", unchecked(arm), CHECKED));
  }

  List<Measurement> agent(String deploymentId, Plan plan, Gate gate, String name) {
    var agent = plan.agents().get(name);
    var mixRuns = sets.canaries(deploymentId, name, "mix");
    var baseRuns = sets.canaries(deploymentId, name, "baseline");
    var mix = sets.arm(deploymentId, mixRuns);
    var base = sets.arm(deploymentId, baseRuns);
    var noMix = incomplete(agent, mixRuns, "mix");
    var noArm = first(noMix, incomplete(agent, baseRuns, "baseline"));
    return List.of(
        figure(gate, "checks", checked(mix, mixRuns), "%", first(noMix, unchecked(mix)), CHECKED),
        figure(
            gate,
            "quality-loss",
            loss(base, mix),
            "points",
            first(noArm, unscored(mixRuns), unscored(baseRuns)),
            JUDGED),
        figure(
            gate,
            "servers-called",
            called(agent, mixRuns),
            "%",
            first(noMix, unbound(deploymentId, agent)),
            "tool calls"),
        budget(
            deploymentId,
            agent,
            mixRuns,
            first(
                noArm,
                mix.unmeasured(),
                base.unmeasured(),
                unmeasured(deploymentId, mixRuns),
                unmeasured(deploymentId, baseRuns))));
  }

  /** The agent's own limit, over both arms and their judges; what is unpriced is not free. */
  private Measurement budget(String deploymentId, Agent agent, List<Run> runs, String missing) {
    var spent = missing == null ? spent(deploymentId, runs, agent.name()) : null;
    return Figure.limited("budget", agent.budget().usd(), spent, "USD", missing, "ledger");
  }

  /**
   * An answer about these runs without a cost, a judge's too. Of runs that were measured again
   * since, what nobody measured counts at its reservation.
   */
  private String unmeasured(String deploymentId, List<Run> runs) {
    return runs.stream()
        .flatMap(run -> ledger.attemptsOf(deploymentId, run.id()).stream())
        .filter(a -> a.state() == Attempt.State.ANSWERED && a.costUsd() == null)
        .map(a -> "%s (%s): %s".formatted(a.model(), a.purpose(), a.finding()))
        .findFirst()
        .orElse(null);
  }

  /** A figure over some of the canaries is none: what was not run was not measured. */
  private static String incomplete(Agent agent, List<Run> runs, String arm) {
    var wanted = agent.canaries().size();
    return runs.size() < wanted
        ? runs.size() + " of " + wanted + " canaries were run to their end in arm " + arm
        : null;
  }

  private static String first(String... reasons) {
    return Stream.of(reasons).filter(Objects::nonNull).findFirst().orElse(null);
  }

  private static Measurement figure(
      Gate gate, String criterion, BigDecimal measured, String unit, String missing, String from) {
    return Figure.of(gate, criterion, missing == null ? measured : null, unit, missing, from);
  }

  List<Measurement> feature(String deploymentId, Plan plan, Gate gate) {
    var parts = plan.waves().stream().mapToInt(wave -> wave.feature().size()).max().orElse(0);
    var runs = sets.newest(deploymentId, GovernedPhases.FEATURE, null, "mix");
    var arm = sets.arm(deploymentId, runs);
    var missing = runs.size() < parts ? runs.size() + " of " + parts + " parts were run" : null;
    var checks = missing == null ? checked(arm, runs) : null;
    var quality = missing == null ? arm.quality() : null;
    return List.of(
        Figure.of(gate, "checks", checks, "%", missing == null ? unchecked(arm) : missing, CHECKED),
        Figure.of(
            gate,
            "feature-quality",
            quality,
            "points",
            missing == null ? unscored(runs) : missing,
            JUDGED));
  }

  /** The servers that were never bound, whatever its runs have called. */
  private String unbound(String deploymentId, Agent agent) {
    var bound = provisioning.bound(deploymentId, agent.name()).stream().map(Bound::server).toList();
    var unbound = agent.mcp().stream().filter(server -> !bound.contains(server)).toList();
    return unbound.isEmpty() ? null : "tools were not bound: " + String.join(", ", unbound);
  }

  private static BigDecimal loss(Arm baseline, Arm mix) {
    return mix.quality() == null || baseline.quality() == null
        ? null
        : baseline.quality().subtract(mix.quality());
  }

  /** The share of the agent's MCP servers that answered a call without an error. */
  private BigDecimal called(Agent agent, List<Run> runs) {
    if (runs.isEmpty()) {
      return null;
    }
    var answered =
        runs.stream()
            .flatMap(run -> toolCalls.of(run.id()).stream())
            .filter(call -> Boolean.FALSE.equals(call.error()))
            .map(ToolCalls.ToolCall::server)
            .distinct()
            .filter(agent.mcp()::contains)
            .count();
    return Figure.percent(answered, agent.mcp().size());
  }

  private BigDecimal spent(String deploymentId, List<Run> runs, String agent) {
    return ledger.committed(deploymentId + "/" + runs.get(0).phase() + "/" + agent);
  }

  private static BigDecimal minutes(List<Run> runs) {
    if (runs.isEmpty()) {
      return null;
    }
    var millis =
        runs.stream()
            .mapToLong(
                r -> Duration.between(r.openedAt(), r.closedAt()).toMillis() - r.waitedMillis())
            .sum();
    return BigDecimal.valueOf(millis).divide(BigDecimal.valueOf(60_000), MathContext.DECIMAL32);
  }

  private String unscored(List<Run> runs) {
    return runs.isEmpty()
        ? "the judge gave no score: no run was closed"
        : sets.unscored(runs).orElse(null);
  }

  /** A person who rejects a result outweighs every check that it passed. */
  private static BigDecimal checked(Arm arm, List<Run> runs) {
    return runs.stream().anyMatch(run -> "REJECTED".equals(run.outcome()))
        ? BigDecimal.ZERO
        : arm.checksPercent();
  }

  private static String unchecked(Arm arm) {
    return arm.checksPercent() == null ? "no acceptance check was run" : null;
  }

  private static String unrun(List<Run> runs) {
    return runs.isEmpty() ? "no run was closed" : null;
  }
}
