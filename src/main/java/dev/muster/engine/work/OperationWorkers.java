package dev.muster.engine.work;

import dev.muster.engine.pump.WorkItem;
import dev.muster.engine.pump.WorkPool;
import dev.muster.engine.pump.Worker;
import dev.muster.engine.setup.Ids;
import dev.muster.mcp.DeploymentProbes;
import dev.muster.mcp.ProbePool;
import dev.muster.operation.Month;
import dev.muster.operation.RoutingChanges;
import dev.muster.plan.DeploymentPlans;
import java.util.Map;
import java.util.function.Predicate;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The topics of swarm-operation and routing-optimization. */
@Configuration
class OperationWorkers {

  @Bean
  Worker openMonth(WorkPool pool, Month month) {
    return pool.worker("open-month", item -> Map.of("monthEnds", month.open(item.deploymentId())));
  }

  @Bean
  Worker closeMonth(WorkPool pool, Month month) {
    return pool.doing("close-month", item -> month.close(item.deploymentId()));
  }

  @Bean
  Worker measureDay(ProbePool pool, Month month, DeploymentPlans plans, DeploymentProbes probes) {
    return WorkPool.stoppable(
        "measure-day",
        pool.executor(),
        item -> {
          // Tools that changed are no alarm: they quarantine their server and open a review.
          probes.probe(item.deploymentId(), plans.of(item.deploymentId()).plan());
          return Map.of("alarms", Ids.csv(month.measureDay(item.deploymentId())));
        });
  }

  @Bean
  Worker reviewWeek(WorkPool pool, Month month) {
    return yesNo(pool, "review-week", "proposal", item -> month.reviewWeek(item.deploymentId()));
  }

  @Bean
  Worker proposeRouting(WorkPool pool, RoutingChanges changes) {
    return yesNo(pool, "propose-routing", "proposal", item -> changes.propose(item.deploymentId()));
  }

  @Bean
  Worker applyRouting(WorkPool pool, RoutingChanges changes) {
    return pool.doing("apply-routing", item -> changes.apply(item.deploymentId()));
  }

  @Bean
  Worker measureRouting(WorkPool pool, RoutingChanges changes) {
    return yesNo(pool, "measure-routing", "keep", item -> changes.measure(item.deploymentId()));
  }

  @Bean
  Worker revertRouting(WorkPool pool, RoutingChanges changes) {
    return pool.doing("revert-routing", item -> changes.revert(item.deploymentId()));
  }

  private static Worker yesNo(
      WorkPool pool, String topic, String variable, Predicate<WorkItem> body) {
    return pool.worker(topic, item -> Map.of(variable, body.test(item) ? "yes" : "no"));
  }
}
