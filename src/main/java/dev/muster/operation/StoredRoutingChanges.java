package dev.muster.operation;

import dev.muster.evidence.Evidence;
import dev.muster.plan.DeploymentPlans;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;

/** First working version: one proposal at a time, from measured turns, kept while quality holds. */
@Service
class StoredRoutingChanges implements RoutingChanges {
  private final JdbcClient jdbc;
  private final MixFigures figures;
  private final DeploymentPlans plans;
  private final Evidence evidence;
  private final Clock clock;

  StoredRoutingChanges(
      JdbcClient jdbc, MixFigures figures, DeploymentPlans plans, Evidence evidence, Clock clock) {
    this.jdbc = jdbc;
    this.figures = figures;
    this.plans = plans;
    this.evidence = evidence;
    this.clock = clock;
  }

  @Override
  public boolean propose(String deploymentId) {
    var better = figures.better(deploymentId);
    better.ifPresent(
        b -> {
          // One proposal at a time: an earlier one was rejected, or this task came again.
          state(deploymentId, "PROPOSED", "REVERTED");
          jdbc.sql(
                  "insert into muster.routing_change(deployment_id, agent, from_model, to_model,"
                      + " points, reason, state, proposed_at)"
                      + " values (?, ?, ?, ?, ?, ?, 'PROPOSED', ?)")
              .params(deploymentId, b.agent(), b.from(), b.to(), b.points(), b.reason(), now())
              .update();
          evidence.append(deploymentId, "routing-proposed", b.agent(), b);
        });
    return better.isPresent();
  }

  @Override
  public String proposed(String deploymentId) {
    return jdbc.sql(
            "select agent, points, from_model, to_model, reason from muster.routing_change"
                + " where deployment_id = ? and state = 'PROPOSED' order by id desc limit 1")
        .param(deploymentId)
        .query(
            (row, number) ->
                "Move %d points of the mix of %s from %s to %s: %s"
                    .formatted(
                        row.getInt("points"),
                        row.getString("agent"),
                        row.getString("from_model"),
                        row.getString("to_model"),
                        row.getString("reason")))
        .optional()
        .orElse("");
  }

  @Override
  public void apply(String deploymentId) {
    move(deploymentId, "PROPOSED", "APPLIED");
  }

  @Override
  public boolean measure(String deploymentId) {
    var quality = figures.quality(deploymentId);
    var lowest = plans.of(deploymentId).plan().operation().minQuality();
    var keep = quality != null && quality.compareTo(lowest) >= 0;
    if (keep) {
      move(deploymentId, "APPLIED", "KEPT");
    }
    return keep;
  }

  @Override
  public void revert(String deploymentId) {
    move(deploymentId, "APPLIED", "REVERTED");
  }

  private void move(String deploymentId, String from, String to) {
    state(deploymentId, from, to);
    evidence.append(deploymentId, "routing-" + to.toLowerCase(java.util.Locale.ROOT), to, Map.of());
  }

  private void state(String deploymentId, String from, String to) {
    jdbc.sql(
            "update muster.routing_change set state = ?,"
                + " applied_at = case when ? = 'APPLIED' then ? else applied_at end"
                + " where deployment_id = ? and state = ?")
        .params(to, to, now(), deploymentId, from)
        .update();
  }

  private OffsetDateTime now() {
    return OffsetDateTime.ofInstant(clock.instant(), ZoneOffset.UTC);
  }
}
