package dev.muster.engine;

import dev.muster.deployment.Deployment;
import dev.muster.deployment.Deployments;
import dev.muster.deployment.Phases;
import java.time.Clock;
import java.time.Duration;
import org.camunda.bpm.engine.RuntimeService;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Finds deployments that run by Muster's tables but have no live process instance, because somebody
 * deleted it in Cockpit, and takes back what they wrote.
 */
@Component
class AbandonedDeployments extends Sweeping {
  private static final Logger LOG = LoggerFactory.getLogger(AbandonedDeployments.class);
  private static final Duration LOOK_EVERY = Duration.ofSeconds(30);

  /** A deployment's row is older than its instance by the time that a start takes. */
  private static final Duration YOUNG = Duration.ofMinutes(1);

  private final Deployments deployments;
  private final Phases phases;
  private final RuntimeService runtime;
  private final Clock clock;
  private final Sweeper sweeper =
      new Sweeper("muster-sweep", LOOK_EVERY, this::sweep, LOG, "Abandoned deployments");

  AbandonedDeployments(
      Deployments deployments, Phases phases, RuntimeService runtime, Clock clock) {
    this.deployments = deployments;
    this.phases = phases;
    this.runtime = runtime;
    this.clock = clock;
  }

  /** Looks once; returns how many were taken back. */
  int sweep() {
    var abandoned = deployments.all().stream().filter(this::isAbandoned).toList();
    for (var deployment : abandoned) {
      LOG.warn("{} has no live instance: what it wrote is taken back", deployment.id());
      phases.takeBack(deployment.id());
      deployments.close(deployment.id(), "ABORTED");
    }
    return abandoned.size();
  }

  private boolean isAbandoned(Deployment deployment) {
    return deployment.status().equals("RUNNING")
        && deployment.startedAt().isBefore(clock.instant().minus(YOUNG))
        && runtime
                .createProcessInstanceQuery()
                .processInstanceBusinessKey(deployment.id())
                .processDefinitionKey("swarm-deployment")
                .count()
            == 0;
  }

  @Override
  Sweeper sweeper() {
    return sweeper;
  }
}
