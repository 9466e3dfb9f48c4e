package dev.muster.evaluation;

import dev.muster.evaluation.Checks.Checked;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/** The rows of {@code muster.check_outcome}. */
@Repository
class CheckOutcomes {
  private final JdbcClient jdbc;
  private final Clock clock;

  CheckOutcomes(JdbcClient jdbc, Clock clock) {
    this.jdbc = jdbc;
    this.clock = clock;
  }

  @Transactional
  public void store(String deploymentId, String runId, List<Checked> checked) {
    var batch =
        jdbc.sql("select coalesce(max(batch), 0) + 1 from muster.check_outcome where run_id = ?")
            .param(runId)
            .query(Integer.class)
            .single();
    var now = OffsetDateTime.ofInstant(clock.instant(), ZoneOffset.UTC);
    for (var c : checked) {
      jdbc.sql(
              "insert into muster.check_outcome(deployment_id, run_id, batch, name, passed,"
                  + " exit_code, millis, output_tail, checked_at)"
                  + " values (?, ?, ?, ?, ?, ?, ?, ?, ?)")
          .param(deploymentId)
          .param(runId)
          .param(batch)
          .param(c.name())
          .param(c.passed())
          .param(c.exitCode())
          .param(c.millis())
          .param(c.outputTail().replace("\0", ""))
          .param(now)
          .update();
    }
  }

  List<Checked> newest(String runId) {
    return jdbc.sql(
            "select name, passed, exit_code, millis, output_tail from muster.check_outcome"
                + " where run_id = ? and batch ="
                + " (select max(batch) from muster.check_outcome where run_id = ?) order by id")
        .params(runId, runId)
        .query(
            (row, number) ->
                new Checked(
                    row.getString("name"),
                    row.getBoolean("passed"),
                    row.getObject("exit_code", Integer.class),
                    row.getLong("millis"),
                    row.getString("output_tail")))
        .list();
  }
}
