package dev.muster.engine.work;

import dev.muster.engine.ToolReviews;
import dev.muster.engine.pump.WorkItem;
import dev.muster.engine.pump.WorkPool;
import dev.muster.engine.pump.Worker;
import dev.muster.engine.setup.Ids;
import dev.muster.mcp.DeploymentProbes;
import dev.muster.mcp.ProbePool;
import dev.muster.mcp.ToolLocks;
import dev.muster.plan.DeploymentPlans;
import java.util.Map;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The topics of tool-review, and the one that leads to it. */
@Configuration
class ToolReviewWorkers {

  @Bean
  Worker findChangedTools(WorkPool pool, ToolReviews reviews) {
    return pool.worker(
        "find-changed-tools",
        item -> Map.of("changedTools", Ids.csv(reviews.due(item.deploymentId()))));
  }

  @Bean
  Worker takeOutServer(WorkPool pool, QuarantinedFiles files) {
    return pool.worker(
        "take-out-server",
        item ->
            Map.of(
                "quarantined",
                files.takeOut(item.deploymentId(), item.text("server")) ? "yes" : "no"));
  }

  @Bean
  Worker putBackServer(WorkPool pool, QuarantinedFiles files) {
    return pool.doing(
        "put-back-server", item -> files.putBack(item.deploymentId(), item.text("server")));
  }

  @Bean
  Worker writeToolLock(WorkPool pool, ToolLocks locks) {
    return pool.doing(
        "write-tool-lock", item -> locks.write(item.deploymentId(), item.text("server")));
  }

  @Bean
  Worker probeServer(
      ProbePool pool, DeploymentPlans plans, DeploymentProbes probes, ToolLocks locks) {
    return WorkPool.stoppable(
        "probe-server", pool.executor(), item -> probed(item, plans, probes, locks));
  }

  private static Map<String, Object> probed(
      WorkItem item, DeploymentPlans plans, DeploymentProbes probes, ToolLocks locks) {
    var server = item.text("server");
    probes.probe(item.deploymentId(), plans.of(item.deploymentId()).plan(), server);
    var changed = locks.quarantine(item.deploymentId(), server).isPresent();
    return Map.of("toolsChanged", changed ? "yes" : "no");
  }
}
