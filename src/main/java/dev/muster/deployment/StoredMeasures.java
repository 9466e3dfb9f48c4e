package dev.muster.deployment;

import dev.muster.gate.Measurement;
import dev.muster.plan.DeploymentPlans;
import dev.muster.plan.Gate;
import java.util.List;
import org.springframework.stereotype.Service;

/** Finds the measures of a gate by its name. */
@Service
class StoredMeasures implements Measures {
  private final DeploymentPlans plans;
  private final InstallationMeasures installation;
  private final RunMeasures runs;
  private final RolloutMeasures rollout;

  StoredMeasures(
      DeploymentPlans plans,
      InstallationMeasures installation,
      RunMeasures runs,
      RolloutMeasures rollout) {
    this.plans = plans;
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
    return switch (name) {
      case GovernedPhases.INSTALLATION -> installation.of(deploymentId, plan, gate);
      case GovernedPhases.TEST -> runs.test(deploymentId, plan, gate);
      case "agent" -> runs.agent(deploymentId, plan, gate, subject);
      case GovernedPhases.FEATURE -> runs.feature(deploymentId, plan, gate);
      case GovernedPhases.DEPLOYMENT -> rollout.deployment(deploymentId, plan, gate);
      default -> rollout.wave(deploymentId, plan, gate);
    };
  }
}
