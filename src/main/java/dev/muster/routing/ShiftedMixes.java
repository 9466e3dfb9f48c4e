package dev.muster.routing;

import dev.muster.plan.Agent;
import dev.muster.plan.Mix;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The rows of {@code muster.mix_shift}. */
@Repository
class ShiftedMixes implements Mixes {
  private final JdbcClient jdbc;
  private final Clock clock;

  ShiftedMixes(JdbcClient jdbc, Clock clock) {
    this.jdbc = jdbc;
    this.clock = clock;
  }

  /** One shift in force. */
  private record Shift(String from, String to, int points) {}

  @Override
  public Mix of(String deploymentId, Agent agent) {
    return jdbc.sql(
            "select from_model, to_model, points from muster.mix_shift"
                + " where deployment_id = ? and agent = ?")
        .params(deploymentId, agent.name())
        .query(
            (row, number) ->
                new Shift(
                    row.getString("from_model"), row.getString("to_model"), row.getInt("points")))
        .optional()
        .map(shift -> shifted(agent.mix(), shift))
        .orElse(agent.mix());
  }

  private static Mix shifted(Mix mix, Shift shift) {
    var shares = new LinkedHashMap<>(mix.shares());
    var moved = Math.min(shift.points(), shares.getOrDefault(shift.from(), 0));
    shares.merge(shift.from(), -moved, Integer::sum);
    shares.merge(shift.to(), moved, Integer::sum);
    return new Mix(shares);
  }

  @Override
  public void shift(String deploymentId, String agent, String from, String to, int points) {
    jdbc.sql(
            "insert into muster.mix_shift(deployment_id, agent, from_model, to_model, points,"
                + " since) values (?, ?, ?, ?, ?, ?) on conflict (deployment_id, agent) do update"
                + " set from_model = excluded.from_model, to_model = excluded.to_model,"
                + " points = excluded.points, since = excluded.since")
        .params(
            deploymentId,
            agent,
            from,
            to,
            points,
            OffsetDateTime.ofInstant(clock.instant(), ZoneOffset.UTC))
        .update();
  }

  @Override
  public void restore(String deploymentId, String agent) {
    jdbc.sql("delete from muster.mix_shift where deployment_id = ? and agent = ?")
        .params(deploymentId, agent)
        .update();
  }
}
