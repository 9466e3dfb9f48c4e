package dev.muster.deployment;

import dev.muster.agent.AgentRegistry;
import dev.muster.agent.AgentRegistry.Status;
import dev.muster.approval.Approvals;
import dev.muster.evidence.Evidence;
import dev.muster.gate.GateResult;
import dev.muster.gate.Gates;
import dev.muster.journal.Journal;
import dev.muster.journal.Journal.TakenBack;
import dev.muster.model.Preflights;
import dev.muster.plan.Binding;
import dev.muster.plan.DeploymentPlans;
import dev.muster.plan.Plan;
import dev.muster.plan.Wave;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.stereotype.Service;

/** What the diagrams of the phases ask for. */
@Service
class GovernedPhases implements Phases {
  private static final Duration LOOK_AGAIN = Duration.ofMinutes(5);
  static final String INSTALLATION = "mcp-installation";
  static final String TEST = "workflow-test";
  static final String FEATURE = "feature";
  static final String DEPLOYMENT = "deployment";

  private final PhaseTable phases;
  private final DeploymentPlans plans;
  private final AgentRegistry registry;
  private final Approvals approvals;
  private final Gates gates;
  private final Journal journal;
  private final Evidence evidence;
  private final LiveRuns live;
  private final TakingBack takingBack;
  private final WaveTimes times;
  private final Preflights preflights;

  GovernedPhases(
      PhaseTable phases,
      DeploymentPlans plans,
      AgentRegistry registry,
      Approvals approvals,
      Gates gates,
      Journal journal,
      Evidence evidence,
      LiveRuns live,
      TakingBack takingBack,
      WaveTimes times,
      Preflights preflights) {
    this.phases = phases;
    this.plans = plans;
    this.registry = registry;
    this.approvals = approvals;
    this.gates = gates;
    this.journal = journal;
    this.evidence = evidence;
    this.live = live;
    this.takingBack = takingBack;
    this.times = times;
    this.preflights = preflights;
  }

  private Plan plan(String deploymentId) {
    return plans.of(deploymentId).plan();
  }

  @Override
  public List<String> prepareInstallation(String deploymentId, String visit) {
    phases.open(deploymentId, INSTALLATION, visit);
    journal.reopen(deploymentId + "/" + INSTALLATION);
    preflights.forget(deploymentId);
    return plan(deploymentId).bindings().stream().map(Binding::id).toList();
  }

  @Override
  public Set<String> modelsToAsk(String deploymentId) {
    return plan(deploymentId).modelsInUse();
  }

  @Override
  public Test prepareTest(String deploymentId, String visit) {
    requireApproved(deploymentId, INSTALLATION);
    phases.end(deploymentId, INSTALLATION);
    var round = phases.open(deploymentId, TEST, visit);
    var agent = plan(deploymentId).testAgent().orElseThrow();
    return new Test(agent.name(), agent.canaries().get(0), round);
  }

  @Override
  public OpenWave openWave(String deploymentId, int number, String visit) {
    var wave = wave(deploymentId, number);
    requireBefore(deploymentId, wave);
    phases.end(deploymentId, TEST);
    phases.open(deploymentId, wave.gate(), visit);
    return new OpenWave(
        wave.agents(), wave.gate(), Duration.ofMinutes(wave.stragglerMinutes()).toString());
  }

  /** A token that got here proves nothing: somebody may have started it further on. */
  private void requireBefore(String deploymentId, Wave wave) {
    requireApproved(deploymentId, TEST);
    plan(deploymentId).waves().stream()
        .filter(earlier -> earlier.number() < wave.number())
        .forEach(
            earlier -> {
              requireApproved(deploymentId, earlier.gate());
              if (!earlier.feature().isEmpty()) {
                requirePassed(deploymentId, FEATURE);
              }
            });
  }

  private void requireApproved(String deploymentId, String gate) {
    if (!approvals.approved(deploymentId, gate, "")) {
      throw new IllegalStateException("gate " + gate + " is not passed and approved");
    }
  }

  private void requirePassed(String deploymentId, String gate) {
    if (gates.newest(deploymentId, gate, "").filter(GateResult::goes).isEmpty()) {
      throw new IllegalStateException("gate " + gate + " is not passed");
    }
  }

  private Wave wave(String deploymentId, int number) {
    return plan(deploymentId).waves().stream()
        .filter(w -> w.number() == number)
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("the plan has no wave " + number));
  }

  @Override
  public Duration timeLeft(String deploymentId, int number, String agent) {
    var wave = wave(deploymentId, number);
    var opened = phases.newest(deploymentId, wave.gate()).orElseThrow().startedAt();
    var left =
        Duration.ofMinutes(wave.stragglerMinutes())
            .minus(times.worked(deploymentId, agent, opened));
    if (left.isNegative() || left.isZero()) {
      evidence.append(
          deploymentId,
          "agent-overdue",
          agent,
          Map.of("wave", number, "limitMinutes", wave.stragglerMinutes()));
      return Duration.ZERO;
    }
    // What is left stays the same while a person is asked: not to be looked at every second.
    var soon = left.compareTo(LOOK_AGAIN) < 0 && times.standsStill(deploymentId, agent);
    return soon ? LOOK_AGAIN : left;
  }

  @Override
  public void closeWave(String deploymentId, int number) {
    phases.end(deploymentId, wave(deploymentId, number).gate());
  }

  @Override
  public void activateWave(String deploymentId, int number) {
    var wave = wave(deploymentId, number);
    requireApproved(deploymentId, wave.gate());
    for (var agent : wave.agents()) {
      registry
          .find(deploymentId, agent)
          .filter(known -> known.status() == Status.CANARY)
          .ifPresent(
              known -> registry.set(deploymentId, agent, Status.ACTIVE, wave.gate() + " approved"));
    }
  }

  @Override
  public List<String> prepareFeature(String deploymentId, int number) {
    activated(deploymentId, number);
    return wave(deploymentId, number).feature().stream()
        .map(step -> step.agent() + ":" + step.task())
        .toList();
  }

  /** What passed a wave has to work before anything is built on it. */
  private void activated(String deploymentId, int number) {
    for (var agent : wave(deploymentId, number).agents()) {
      if (registry.find(deploymentId, agent).orElseThrow().status() == Status.CANARY) {
        throw new IllegalStateException("agent " + agent + " passed its wave but is not active");
      }
    }
  }

  @Override
  public OpenFeature openFeature(String deploymentId, int number, String visit) {
    requireApproved(deploymentId, wave(deploymentId, number).gate());
    var round = phases.open(deploymentId, FEATURE, visit);
    return new OpenFeature("feature-" + deploymentId + "-" + round, round);
  }

  @Override
  public void measureFeature(String deploymentId) {
    phases.end(deploymentId, FEATURE);
  }

  @Override
  public void measureDeployment(String deploymentId, String visit) {
    phases.open(deploymentId, DEPLOYMENT, visit);
    phases.end(deploymentId, DEPLOYMENT);
  }

  @Override
  public List<TakenBack> takeBack(String scope) {
    return takeBack(scope, null);
  }

  @Override
  public List<TakenBack> takeBack(String scope, String by) {
    live.abort(scope.split("/"));
    return takingBack.of(scope, by);
  }
}
