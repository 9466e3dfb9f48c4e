package dev.muster.model;

import dev.muster.model.Preflights.Preflight;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The rows of {@code muster.preflight}. */
final class PreflightTable {
  private final JdbcClient jdbc;

  PreflightTable(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  void store(String deploymentId, Preflight result) {
    jdbc.sql(
            "insert into muster.preflight(deployment_id, model, answered, answered_as, error,"
                + " millis, asked_at) values (?, ?, ?, ?, ?, ?, ?) on conflict (deployment_id,"
                + " model) do update set answered = excluded.answered, answered_as ="
                + " excluded.answered_as, error = excluded.error, millis = excluded.millis,"
                + " asked_at = excluded.asked_at")
        .param(deploymentId)
        .param(result.model())
        .param(result.answered())
        .param(result.answeredAs())
        .param(result.error())
        .param(result.millis())
        .param(at(result.at()))
        .update();
  }

  List<Preflight> of(String deploymentId) {
    return jdbc.sql("select * from muster.preflight where deployment_id = ? order by model")
        .param(deploymentId)
        .query(
            (row, number) ->
                new Preflight(
                    row.getString("model"),
                    row.getBoolean("answered"),
                    row.getString("answered_as"),
                    row.getString("error"),
                    row.getLong("millis"),
                    row.getObject("asked_at", OffsetDateTime.class).toInstant()))
        .list();
  }

  void forget(String deploymentId) {
    jdbc.sql("delete from muster.preflight where deployment_id = ?").param(deploymentId).update();
  }

  private static OffsetDateTime at(Instant instant) {
    return OffsetDateTime.ofInstant(instant, ZoneOffset.UTC);
  }
}
