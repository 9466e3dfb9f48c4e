package dev.muster.deployment;

import dev.muster.agent.AgentRegistry;
import dev.muster.agent.AgentRegistry.Registered;
import dev.muster.agent.AgentRegistry.Status;
import dev.muster.evaluation.Comparison.Arm;
import dev.muster.gate.Measurement;
import dev.muster.plan.Agent;
import dev.muster.plan.Gate;
import dev.muster.plan.Plan;
import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/** What waves and the whole deployment show. */
@Component
class RolloutMeasures {
  private static final Set<Status> PASSED = Set.of(Status.CANARY, Status.ACTIVE);

  private final AgentRegistry registry;
  private final RunSets sets;
  private final WaveTimes times;

  RolloutMeasures(AgentRegistry registry, RunSets sets, WaveTimes times) {
    this.registry = registry;
    this.sets = sets;
    this.times = times;
  }

  List<Measurement> wave(String deploymentId, Plan plan, Gate gate) {
    var wave =
        plan.waves().stream()
            .filter(w -> w.gate().equals(gate.name()))
            .findFirst()
            .orElseThrow(() -> new IllegalArgumentException("no wave has gate " + gate.name()));
    var passed =
        registry.of(deploymentId).stream()
            .filter(a -> wave.agents().contains(a.agent()) && PASSED.contains(a.status()))
            .count();
    return List.of(
        Figure.of(
            gate, "quorum", Figure.percent(passed, wave.agents().size()), "%", null, "registry"));
  }

  List<Measurement> deployment(String deploymentId, Plan plan, Gate gate) {
    var mix = arm(deploymentId, plan, "mix");
    var baseline = arm(deploymentId, plan, "baseline");
    var active =
        registry.of(deploymentId).stream()
            .map(Registered::status)
            .filter(Status.ACTIVE::equals)
            .count();
    var saving = Figure.saving(mix.usd(), baseline.usd());
    var unsaved = saving == null ? Missing.comparison(mix, baseline) : null;
    var loss =
        mix.quality() == null || baseline.quality() == null
            ? null
            : baseline.quality().subtract(mix.quality());
    return List.of(
        Figure.of(gate, "active-agents", BigDecimal.valueOf(active), "agents", null, "registry"),
        Figure.of(gate, "saving", saving, "%", unsaved, "ledger"),
        Figure.of(
            gate,
            "swarm-quality-loss",
            loss,
            "points",
            loss == null ? "a score is missing" : null,
            "judge"),
        speedUp(deploymentId, plan, gate));
  }

  /** All canary runs of all wave agents together; one missing makes the figure missing. */
  private Arm arm(String deploymentId, Plan plan, String arm) {
    Function<Agent, List<dev.muster.agent.Run>> runs =
        agent -> sets.canaries(deploymentId, agent.name(), arm);
    var without =
        plan.waveAgents().stream()
            .filter(agent -> runs.apply(agent).size() < agent.canaries().size())
            .map(Agent::name)
            .collect(Collectors.joining(", "));
    var all = plan.waveAgents().stream().flatMap(a -> runs.apply(a).stream()).toList();
    var figures = sets.arm(deploymentId, all);
    return without.isEmpty()
        ? figures
        : new Arm(figures.runs(), null, "no " + arm + " run of " + without, null, null, 0, 0);
  }

  private Measurement speedUp(String deploymentId, Plan plan, Gate gate) {
    var ended = times.of(deploymentId);
    var missing =
        ended.size() < plan.waves().size()
            ? ended.size() + " of " + plan.waves().size() + " waves have ended"
            : null;
    var figure = missing == null ? speedUp(ended) : null;
    return Figure.of(gate, "speed-up", figure, "times", missing, "clock");
  }

  private static BigDecimal speedUp(List<WaveTimes.Times> all) {
    var wall = all.stream().map(WaveTimes.Times::wall).reduce(Duration.ZERO, Duration::plus);
    var serial =
        all.stream()
            .map(WaveTimes.Times::serialSum)
            .filter(Objects::nonNull)
            .reduce(Duration.ZERO, Duration::plus);
    return wall.isZero()
        ? null
        : BigDecimal.valueOf(serial.toMillis())
            .divide(BigDecimal.valueOf(Math.max(1, wall.toMillis())), MathContext.DECIMAL32);
  }
}
