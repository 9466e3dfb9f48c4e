package dev.muster.plan;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Frozen plans never change, so what was loaded once is kept in memory. */
@Repository
class AssignedPlans implements DeploymentPlans {
  private final JdbcClient jdbc;
  private final FrozenPlans plans;
  private final Map<String, FrozenPlan> loaded = new ConcurrentHashMap<>();

  AssignedPlans(JdbcClient jdbc, FrozenPlans plans) {
    this.jdbc = jdbc;
    this.plans = plans;
  }

  @Override
  public void assign(String deploymentId, String digest) {
    jdbc.sql(
            "insert into muster.deployment_plan(deployment_id, digest) values (?, ?)"
                + " on conflict do nothing")
        .params(deploymentId, digest)
        .update();
  }

  @Override
  public FrozenPlan of(String deploymentId) {
    return loaded.computeIfAbsent(deploymentId, this::read);
  }

  private FrozenPlan read(String deploymentId) {
    return jdbc.sql("select digest from muster.deployment_plan where deployment_id = ?")
        .param(deploymentId)
        .query(String.class)
        .optional()
        .map(plans::load)
        .orElseThrow(
            () -> new IllegalArgumentException("no plan is frozen for deployment " + deploymentId));
  }
}
