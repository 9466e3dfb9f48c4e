package dev.muster.plan;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Frozen plans never change, so those that were used last are kept in memory. */
@Repository
class AssignedPlans implements DeploymentPlans {
  private final JdbcClient jdbc;
  private final FrozenPlans plans;
  private final Map<String, FrozenPlan> loaded = Collections.synchronizedMap(new UsedLast());

  /** A plan holds every file that it reaches, so only so many stay. */
  private static final class UsedLast extends LinkedHashMap<String, FrozenPlan> {
    private static final long serialVersionUID = 1L;
    private static final int MOST = 32;

    UsedLast() {
      super(MOST, 0.75f, true);
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<String, FrozenPlan> eldest) {
      return size() > MOST;
    }
  }

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
    var known = loaded.get(deploymentId);
    if (known == null) {
      // Outside the map's lock: it is read from the database.
      known = read(deploymentId);
      loaded.put(deploymentId, known);
    }
    return known;
  }

  @Override
  public String newest() {
    return jdbc.sql(
            "select deployment_id from muster.deployment_plan order by assigned_at desc limit 1")
        .query(String.class)
        .optional()
        .orElseThrow(() -> new NotKnown("there is no deployment yet: name a plan"));
  }

  private FrozenPlan read(String deploymentId) {
    return jdbc.sql("select digest from muster.deployment_plan where deployment_id = ?")
        .param(deploymentId)
        .query(String.class)
        .optional()
        .map(plans::load)
        .orElseThrow(
            () ->
                new NotKnown(
                    "no plan is frozen for deployment "
                        + deploymentId
                        + ": name one of those that muster's page /deployments lists"));
  }
}
