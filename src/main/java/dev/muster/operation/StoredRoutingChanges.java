package dev.muster.operation;

import dev.muster.evidence.Evidence;
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
  private final Evidence evidence;
  private final Clock clock;

  StoredRoutingChanges(JdbcClient jdbc, MixFigures figures, Evidence evidence, Clock clock) {
    this.jdbc = jdbc;
    this.figures = figures;
    this.evidence = evidence;
    this.clock = clock;
  }

  @Override
  public boolean propose(String deploymentId) {
    var better = figures.better(deploymentId);
    better.ifPresent(
        b -> {
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
  public void apply(String deploymentId) {
    move(deploymentId, "PROPOSED", "APPLIED");
  }

  @Override
  public boolean measure(String deploymentId) {
    var quality = figures.quality(deploymentId);
    return quality != null && quality.doubleValue() >= LOWEST_QUALITY;
  }

  @Override
  public void revert(String deploymentId) {
    move(deploymentId, "APPLIED", "REVERTED");
  }

  private static final double LOWEST_QUALITY = 8;

  private void move(String deploymentId, String from, String to) {
    jdbc.sql(
            "update muster.routing_change set state = ?, applied_at = ?"
                + " where deployment_id = ? and state = ?")
        .params(to, now(), deploymentId, from)
        .update();
    evidence.append(deploymentId, "routing-" + to.toLowerCase(java.util.Locale.ROOT), to, Map.of());
  }

  private OffsetDateTime now() {
    return OffsetDateTime.ofInstant(clock.instant(), ZoneOffset.UTC);
  }
}
