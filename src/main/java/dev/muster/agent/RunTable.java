package dev.muster.agent;

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

/** The rows of {@code muster.run}. */
@Repository
class RunTable {
  private final JdbcClient jdbc;
  private final Clock clock;

  RunTable(JdbcClient jdbc, Clock clock) {
    this.jdbc = jdbc;
    this.clock = clock;
  }

  /** Opens a run once; a second delivery changes nothing. */
  void insert(String id, Runs.OpenRun r, String workspaceId) {
    jdbc.sql(
            "insert into muster.run(id, instance_id, deployment_id, phase, round, agent, task, arm,"
                + " workspace_id, state, opened_at) values (?, ?, ?, ?, ?, ?, ?, ?, ?, 'OPEN', ?)"
                + " on conflict do nothing")
        .params(
            id,
            r.instanceId(),
            r.deploymentId(),
            r.phase(),
            r.round(),
            r.agent(),
            r.task(),
            r.arm(),
            workspaceId,
            now())
        .update();
  }

  Optional<Run> find(String id) {
    return jdbc.sql("select * from muster.run where id = ?").param(id).query(this::row).optional();
  }

  Optional<Run> ofInstance(String instanceId) {
    return jdbc.sql("select * from muster.run where instance_id = ?")
        .param(instanceId)
        .query(this::row)
        .optional();
  }

  List<Run> of(String deploymentId) {
    return jdbc.sql("select * from muster.run where deployment_id = ? order by opened_at, id")
        .param(deploymentId)
        .query(this::row)
        .list();
  }

  /** The newest first, after so many that are newer. */
  List<Run> newest(String deploymentId, long skipped, int most) {
    return jdbc.sql(
            "select * from muster.run where deployment_id = ? order by opened_at desc, id desc"
                + " offset ? limit ?")
        .params(deploymentId, skipped, most)
        .query(this::row)
        .list();
  }

  long count(String deploymentId) {
    return jdbc.sql("select count(*) from muster.run where deployment_id = ?")
        .param(deploymentId)
        .query(Long.class)
        .single();
  }

  void model(String id, String model) {
    jdbc.sql("update muster.run set model = ? where id = ?").params(model, id).update();
  }

  void step(String id, int step) {
    jdbc.sql("update muster.run set step = ? where id = ?").params(step, id).update();
  }

  void stopped(String id, String reason) {
    jdbc.sql("update muster.run set stop_reason = ? where id = ? and stop_reason is null")
        .params(reason, id)
        .update();
  }

  void escalated(String id, String model) {
    jdbc.sql("update muster.run set escalations = escalations + 1, escalated_to = ? where id = ?")
        .params(model, id)
        .update();
  }

  Optional<String> escalatedTo(String id) {
    return jdbc.sql("select escalated_to from muster.run where id = ? and escalated_to is not null")
        .param(id)
        .query(String.class)
        .optional();
  }

  void accepted(String id, boolean accepted, String reason) {
    jdbc.sql("update muster.run set accepted = ?, decision_reason = ? where id = ?")
        .params(accepted, reason, id)
        .update();
  }

  Optional<Boolean> accepted(String id) {
    return jdbc.sql("select accepted from muster.run where id = ? and accepted is not null")
        .param(id)
        .query(Boolean.class)
        .optional();
  }

  void toolsAllowed(String id, Boolean allowed, String reason) {
    jdbc.sql("update muster.run set tools_allowed = ?, decision_reason = ? where id = ?")
        .param(allowed)
        .param(reason)
        .param(id)
        .update();
  }

  Optional<Boolean> toolsAllowed(String id) {
    return jdbc.sql(
            "select tools_allowed from muster.run where id = ? and tools_allowed is not null")
        .param(id)
        .query(Boolean.class)
        .optional();
  }

  /** Up to now. What it waited before a node's start is down time, which is counted apart. */
  void waited(String id, long millis) {
    jdbc.sql(
            "update muster.run set waited_millis = waited_millis + least(:millis, coalesce("
                + " (extract(epoch from :now - down_until) * 1000)::bigint, :millis)),"
                + " down_until = greatest(down_until, :now) where id = :run")
        .param("millis", millis)
        .param("now", now())
        .param("run", id)
        .update();
  }

  /**
   * Ends an open run; a second end changes nothing.
   *
   * @return whether this ended it
   */
  boolean end(String id, String state, String outcome) {
    int ended =
        jdbc.sql(
                "update muster.run set state = ?, outcome = ?, closed_at = ?"
                    + " where id = ? and state = 'OPEN'")
            .params(state, outcome, now(), id)
            .update();
    return ended == 1;
  }

  private OffsetDateTime now() {
    return OffsetDateTime.ofInstant(clock.instant(), ZoneOffset.UTC);
  }

  private Run row(ResultSet row, int number) throws SQLException {
    return new Run(
        row.getString("id"),
        row.getString("deployment_id"),
        row.getString("phase"),
        row.getInt("round"),
        row.getString("agent"),
        row.getString("task"),
        row.getString("arm"),
        row.getString("workspace_id"),
        row.getString("model"),
        row.getString("state"),
        row.getString("outcome"),
        row.getString("stop_reason"),
        row.getInt("step"),
        row.getInt("escalations"),
        instant(row, "opened_at"),
        instant(row, "closed_at"),
        row.getLong("waited_millis"));
  }

  private static Instant instant(ResultSet row, String column) throws SQLException {
    var at = row.getObject(column, OffsetDateTime.class);
    return at == null ? null : at.toInstant();
  }
}
