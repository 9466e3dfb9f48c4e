package dev.muster.deployment;

import dev.muster.gate.Measurement;
import dev.muster.plan.DeploymentPlans;
import dev.muster.plan.Gate;
import dev.muster.plan.Plan;
import java.util.List;
import org.springframework.stereotype.Service;

/** Finds the measures of a gate by its name. */
@Service
class StoredMeasures implements Measures {
  private final DeploymentPlans plans;
  private final PhaseTable phases;
  private final InstallationMeasures installation;
  private final RunMeasures runs;
  private final RolloutMeasures rollout;

  StoredMeasures(
      DeploymentPlans plans,
      PhaseTable phases,
      InstallationMeasures installation,
      RunMeasures runs,
      RolloutMeasures rollout) {
    this.plans = plans;
    this.phases = phases;
    this.installation = installation;
    this.runs = runs;
    this.rollout = rollout;
  }

  @Override
  public List<Measurement> of(String deploymentId, String name, String subject) {
    var plan = plans.of(deploymentId).plan();
    Gate gate = plan.gates().get(name);
    if (gate == null) {
      throw new IllegalArgumentException("the plan has no gate " + name);
    }
    var measured = measured(deploymentId, subject, plan, gate);
    return ready(deploymentId, name)
        ? measured
        : measured.stream().map(StoredMeasures::unmeasured).toList();
  }

  /** A phase is judged once it is on record: begun, and ended where its diagram ends it first. */
  private boolean ready(String deploymentId, String name) {
    var newest = phases.newest(deploymentId, name);
    return switch (name) {
      case "agent" -> true;
      case GovernedPhases.INSTALLATION, GovernedPhases.TEST -> newest.isPresent();
      default -> newest.filter(round -> round.endedAt() != null).isPresent();
    };
  }

  private static Measurement unmeasured(Measurement m) {
    var why = "the phase was not begun and ended";
    return new Measurement(m.criterion(), null, m.limit(), m.unit(), why, m.source(), m.detail());
  }

  private List<Measurement> measured(String deploymentId, String subject, Plan plan, Gate gate) {
    return switch (gate.name()) {
      case GovernedPhases.INSTALLATION -> installation.of(deploymentId, plan, gate);
      case GovernedPhases.TEST -> runs.test(deploymentId, plan, gate);
      case "agent" -> runs.agent(deploymentId, plan, gate, subject);
      case GovernedPhases.FEATURE -> runs.feature(deploymentId, plan, gate);
      case GovernedPhases.DEPLOYMENT -> rollout.deployment(deploymentId, plan, gate);
      default -> rollout.wave(deploymentId, plan, gate);
    };
  }
}
