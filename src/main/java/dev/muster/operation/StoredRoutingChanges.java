package dev.muster.operation;

import dev.muster.evidence.Evidence;
import dev.muster.plan.DeploymentPlans;
import dev.muster.routing.Mixes;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** First working version: one proposal at a time, from measured turns, kept while quality holds. */
@Service
class StoredRoutingChanges implements RoutingChanges {
  private final JdbcClient jdbc;
  private final MixFigures figures;
  private final Mixes mixes;
  private final DeploymentPlans plans;
  private final Evidence evidence;
  private final Clock clock;

  StoredRoutingChanges(
      JdbcClient jdbc,
      MixFigures figures,
      Mixes mixes,
      DeploymentPlans plans,
      Evidence evidence,
      Clock clock) {
    this.jdbc = jdbc;
    this.figures = figures;
    this.mixes = mixes;
    this.plans = plans;
    this.evidence = evidence;
    this.clock = clock;
  }

  /** A stored change. */
  private record Change(long id, String agent, String from, String to, int points, String reason) {}

  @Override
  @Transactional
  public boolean propose(String deploymentId) {
    var better = figures.better(deploymentId);
    better.ifPresent(
        b -> {
          // One proposal at a time: an earlier one was rejected, or this task came again.
          jdbc.sql(
                  "update muster.routing_change set state = 'REVERTED'"
                      + " where deployment_id = ? and state = 'PROPOSED'")
              .param(deploymentId)
              .update();
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
    return newest(deploymentId, "PROPOSED")
        .map(
            c ->
                "Move %d points of %s's mix from %s to %s: %s"
                    .formatted(c.points(), c.agent(), c.from(), c.to(), c.reason()))
        .orElse("");
  }

  @Override
  @Transactional
  public void apply(String deploymentId) {
    var change = newest(deploymentId, "PROPOSED").orElseThrow();
    mixes.shift(deploymentId, change.agent(), change.from(), change.to(), change.points());
    move(deploymentId, change, "APPLIED");
  }

  @Override
  @Transactional
  public boolean measure(String deploymentId) {
    var quality = figures.quality(deploymentId);
    var floor = plans.of(deploymentId).plan().operation().minQuality();
    var keep = quality != null && quality.compareTo(floor) >= 0;
    if (keep) {
      newest(deploymentId, "APPLIED").ifPresent(c -> move(deploymentId, c, "KEPT"));
    }
    return keep;
  }

  @Override
  @Transactional
  public void revert(String deploymentId) {
    var change = newest(deploymentId, "APPLIED").orElseThrow();
    mixes.restore(deploymentId, change.agent());
    move(deploymentId, change, "REVERTED");
  }

  private Optional<Change> newest(String deploymentId, String state) {
    return jdbc.sql(
            "select id, agent, from_model, to_model, points, reason from muster.routing_change"
                + " where deployment_id = ? and state = ? order by id desc limit 1")
        .params(deploymentId, state)
        .query(
            (row, number) ->
                new Change(
                    row.getLong("id"),
                    row.getString("agent"),
                    row.getString("from_model"),
                    row.getString("to_model"),
                    row.getInt("points"),
                    row.getString("reason")))
        .optional();
  }

  private void move(String deploymentId, Change change, String to) {
    jdbc.sql("update muster.routing_change set state = ?, applied_at = ? where id = ?")
        .params(to, now(), change.id())
        .update();
    evidence.append(
        deploymentId,
        "routing-" + to.toLowerCase(Locale.ROOT),
        change.agent(),
        Map.of("from", change.from(), "to", change.to(), "points", change.points()));
  }

  private OffsetDateTime now() {
    return OffsetDateTime.ofInstant(clock.instant(), ZoneOffset.UTC);
  }
}
