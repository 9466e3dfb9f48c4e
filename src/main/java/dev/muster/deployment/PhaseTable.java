package dev.muster.deployment;

import dev.muster.telemetry.Rounds;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The rows of {@code muster.phase}: when phases began and ended, round by round. */
@Repository
class PhaseTable implements Rounds {
  private final JdbcClient jdbc;
  private final Clock clock;
  private final PhaseSpans spans;

  PhaseTable(JdbcClient jdbc, Clock clock, PhaseSpans spans) {
    this.jdbc = jdbc;
    this.clock = clock;
    this.spans = spans;
  }

  /** One round of a phase. */
  record Round(String phase, int round, Instant startedAt, Instant endedAt, String detail) {}

  /**
   * Opens a new round and gives its number; the round before is ended.
   *
   * @param visit the task that asks for it; delivered again, it finds the round that it has opened
   */
  int open(String deploymentId, String phase, String visit) {
    return opened(deploymentId, phase, visit).orElseGet(() -> fresh(deploymentId, phase, visit));
  }

  private Optional<Integer> opened(String deploymentId, String phase, String visit) {
    return jdbc.sql(
            "select round from muster.phase where deployment_id = ? and phase = ? and visit = ?")
        .params(deploymentId, phase, visit)
        .query(Integer.class)
        .optional();
  }

  private int fresh(String deploymentId, String phase, String visit) {
    end(deploymentId, phase);
    jdbc.sql(
            "insert into muster.phase(deployment_id, phase, round, started_at, visit)"
                + " select ?, ?, coalesce(max(round), 0) + 1, ?, ? from muster.phase"
                + " where deployment_id = ? and phase = ? on conflict do nothing")
        .params(deploymentId, phase, now(), visit, deploymentId, phase)
        .update();
    // At the same moment the other delivery may have been faster: its round is this one's too.
    return opened(deploymentId, phase, visit).orElseThrow();
  }

  void end(String deploymentId, String phase) {
    var ended =
        jdbc.sql(
                "update muster.phase set ended_at = ?"
                    + " where deployment_id = ? and phase = ? and ended_at is null returning *")
            .params(now(), deploymentId, phase)
            .query(PhaseTable::row)
            .list();
    spans.ended(deploymentId, ended);
  }

  void endAll(String deploymentId) {
    var ended =
        jdbc.sql(
                "update muster.phase set ended_at = ?"
                    + " where deployment_id = ? and ended_at is null returning *")
            .params(now(), deploymentId)
            .query(PhaseTable::row)
            .list();
    spans.ended(deploymentId, ended);
  }

  void detail(String deploymentId, String phase, String detail) {
    jdbc.sql(
            "update muster.phase set detail = ? where deployment_id = ? and phase = ?"
                + " and round = (select max(round) from muster.phase"
                + " where deployment_id = ? and phase = ?)")
        .params(detail, deploymentId, phase, deploymentId, phase)
        .update();
  }

  Optional<Round> newest(String deploymentId, String phase) {
    return all(deploymentId).stream()
        .filter(r -> r.phase().equals(phase))
        .reduce((first, second) -> second);
  }

  List<Round> all(String deploymentId) {
    return jdbc.sql("select * from muster.phase where deployment_id = ? order by started_at, round")
        .param(deploymentId)
        .query(PhaseTable::row)
        .list();
  }

  @Override
  public int at(String deploymentId, String phase, Instant moment) {
    return jdbc.sql(
            "select greatest(1, max(round)) from muster.phase"
                + " where deployment_id = ? and phase = ? and started_at <= ?")
        .params(deploymentId, phase, OffsetDateTime.ofInstant(moment, ZoneOffset.UTC))
        .query(Integer.class)
        .single();
  }

  private static Round row(ResultSet row, int number) throws SQLException {
    return new Round(
        row.getString("phase"),
        row.getInt("round"),
        instant(row.getObject("started_at", OffsetDateTime.class)),
        instant(row.getObject("ended_at", OffsetDateTime.class)),
        row.getString("detail"));
  }

  private static Instant instant(OffsetDateTime at) {
    return at == null ? null : at.toInstant();
  }

  private OffsetDateTime now() {
    return OffsetDateTime.ofInstant(clock.instant(), ZoneOffset.UTC);
  }
}
