package dev.muster.deployment;

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

/** The rows of {@code muster.deployment}. */
@Repository
class DeploymentTable {
  private final JdbcClient jdbc;
  private final Clock clock;

  DeploymentTable(JdbcClient jdbc, Clock clock) {
    this.jdbc = jdbc;
    this.clock = clock;
  }

  void insert(String id, String name, String planFile, String requester) {
    jdbc.sql(
            "insert into muster.deployment(id, name, plan_file, requester, status, started_at)"
                + " values (?, ?, ?, ?, 'RUNNING', ?) on conflict do nothing")
        .params(id, name, planFile, requester, now())
        .update();
  }

  /** A deployment whose process could not be started has never been one. */
  void delete(String id) {
    jdbc.sql("delete from muster.deployment where id = ? and plan_digest is null")
        .param(id)
        .update();
  }

  void frozen(String id, String name, String digest, boolean rehearsal) {
    jdbc.sql("update muster.deployment set name = ?, plan_digest = ?, rehearsal = ? where id = ?")
        .params(name, digest, rehearsal, id)
        .update();
  }

  /** Whether it ran until now. */
  boolean end(String id, String status) {
    return jdbc.sql(
                "update muster.deployment set status = ?, ended_at = ?"
                    + " where id = ? and status = 'RUNNING'")
            .params(status, now(), id)
            .update()
        > 0;
  }

  List<Deployment> all() {
    return jdbc.sql("select * from muster.deployment order by started_at desc")
        .query(DeploymentTable::row)
        .list();
  }

  Optional<Deployment> find(String id) {
    return jdbc.sql("select * from muster.deployment where id = ?")
        .param(id)
        .query(DeploymentTable::row)
        .optional();
  }

  private OffsetDateTime now() {
    return OffsetDateTime.ofInstant(clock.instant(), ZoneOffset.UTC);
  }

  private static Deployment row(ResultSet row, int number) throws SQLException {
    return new Deployment(
        row.getString("id"),
        row.getString("name"),
        row.getString("plan_file"),
        row.getString("plan_digest"),
        row.getString("requester"),
        row.getString("status"),
        row.getBoolean("rehearsal"),
        instant(row, "started_at"),
        instant(row, "ended_at"));
  }

  private static Instant instant(ResultSet row, String column) throws SQLException {
    var at = row.getObject(column, OffsetDateTime.class);
    return at == null ? null : at.toInstant();
  }
}
