package dev.muster.approval;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The rows of {@code muster.approval}. */
@Repository
class ApprovalTable {
  private final JdbcClient jdbc;

  ApprovalTable(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  void insert(Approval a) {
    jdbc.sql(
            "insert into muster.approval(task_id, deployment_id, kind, name, gate, subject,"
                + " requester, summary, figures, digest, state, asked_at)"
                + " values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'OPEN', ?)")
        .params(
            a.taskId(),
            a.deploymentId(),
            a.kind().name(),
            a.name(),
            a.gate(),
            a.subject(),
            a.requester(),
            a.summary(),
            a.figures(),
            a.digest(),
            at(a.askedAt()))
        .update();
  }

  /** Ends an open question; a second end of the same question changes nothing. */
  void end(
      String taskId,
      String state,
      String outcome,
      String by,
      String reason,
      String form,
      Instant now) {
    jdbc.sql(
            "update muster.approval set state = ?, outcome = ?, decided_by = ?, reason = ?,"
                + " form = ?::jsonb, decided_at = ? where task_id = ? and state = 'OPEN'")
        .params(state, outcome, by, reason, form, at(now), taskId)
        .update();
  }

  Optional<Approval> find(String taskId) {
    return jdbc.sql("select * from muster.approval where task_id = ?")
        .param(taskId)
        .query(ApprovalTable::row)
        .optional();
  }

  List<Approval> open() {
    return jdbc.sql("select * from muster.approval where state = 'OPEN' order by asked_at")
        .query(ApprovalTable::row)
        .list();
  }

  List<Approval> of(String deploymentId) {
    return jdbc.sql("select * from muster.approval where deployment_id = ? order by asked_at")
        .param(deploymentId)
        .query(ApprovalTable::row)
        .list();
  }

  private static Approval row(ResultSet row, int number) throws SQLException {
    return new Approval(
        row.getString("task_id"),
        row.getString("deployment_id"),
        Kind.valueOf(row.getString("kind")),
        row.getString("name"),
        row.getString("gate"),
        row.getString("subject"),
        row.getString("requester"),
        row.getString("summary"),
        row.getString("figures"),
        row.getString("digest"),
        row.getString("state"),
        row.getString("outcome"),
        row.getString("decided_by"),
        row.getString("reason"),
        instant(row, "asked_at"),
        instant(row, "decided_at"));
  }

  private static Instant instant(ResultSet row, String column) throws SQLException {
    var at = row.getObject(column, OffsetDateTime.class);
    return at == null ? null : at.toInstant();
  }

  private static OffsetDateTime at(Instant instant) {
    return OffsetDateTime.ofInstant(instant, ZoneOffset.UTC);
  }
}
