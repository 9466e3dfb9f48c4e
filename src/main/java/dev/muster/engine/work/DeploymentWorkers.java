package dev.muster.engine.work;

import dev.muster.deployment.Deployments;
import dev.muster.deployment.Phases;
import dev.muster.engine.pump.RaisesBpmnError;
import dev.muster.engine.pump.WorkItem;
import dev.muster.engine.pump.WorkPool;
import dev.muster.engine.pump.Worker;
import dev.muster.engine.setup.Ids;
import dev.muster.plan.PlanInvalid;
import java.util.Map;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The topics of swarm-deployment. */
@Configuration
class DeploymentWorkers {

  @Bean
  Worker freezePlan(WorkPool pool, Deployments deployments) {
    return pool.worker("freeze-plan", item -> freeze(item, deployments));
  }

  private static Map<String, Object> freeze(WorkItem item, Deployments deployments) {
    try {
      var requester = String.valueOf(item.variables().get("requester"));
      var waves = deployments.freeze(item.deploymentId(), item.text("planFile"), requester);
      return Map.of("waves", Ids.csv(waves.stream().map(String::valueOf).toList()));
    } catch (PlanInvalid e) {
      throw new RaisesBpmnError("Err_PlanInvalid", e.getMessage());
    }
  }

  @Bean
  Worker closeDeployment(WorkPool pool, Deployments deployments) {
    return pool.doing(
        "close-deployment", item -> deployments.close(item.deploymentId(), item.text("outcome")));
  }

  @Bean
  Worker prepareFeature(WorkPool pool, Phases phases) {
    return pool.worker(
        "prepare-feature",
        item ->
            Map.of(
                "featureSteps",
                Ids.csv(phases.prepareFeature(item.deploymentId(), item.number("wave")))));
  }

  @Bean
  Worker measureDeployment(WorkPool pool, Phases phases) {
    return pool.doing(
        "measure-deployment", item -> phases.measureDeployment(item.deploymentId(), item.taskId()));
  }

  @Bean
  Worker startOperation(WorkPool pool, Deployments deployments) {
    return pool.doing("start-operation", item -> deployments.startOperation(item.deploymentId()));
  }
}
