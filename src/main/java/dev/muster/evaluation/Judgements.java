package dev.muster.evaluation;

import dev.muster.evaluation.Judge.Score;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The rows of {@code muster.judgement}. */
@Repository
class Judgements {
  private final JdbcClient jdbc;
  private final Clock clock;

  Judgements(JdbcClient jdbc, Clock clock) {
    this.jdbc = jdbc;
    this.clock = clock;
  }

  void store(String deploymentId, Score score) {
    jdbc.sql(
            "insert into muster.judgement(deployment_id, run_id, score, model, reasons, judged_at)"
                + " values (?, ?, ?, ?, ?, ?)")
        .param(deploymentId)
        .param(score.runId())
        .param(score.score())
        .param(score.model())
        .param(score.reasons().replace("\0", ""))
        .param(OffsetDateTime.ofInstant(clock.instant(), ZoneOffset.UTC))
        .update();
  }

  Optional<Score> newest(String runId) {
    return jdbc.sql(
            "select run_id, score, model, reasons from muster.judgement where run_id = ?"
                + " order by id desc limit 1")
        .param(runId)
        .query(
            (row, number) ->
                new Score(
                    row.getString("run_id"),
                    row.getBigDecimal("score"),
                    row.getString("model"),
                    row.getString("reasons")))
        .optional();
  }
}
