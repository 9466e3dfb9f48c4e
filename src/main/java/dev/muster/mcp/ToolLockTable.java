package dev.muster.mcp;

import dev.muster.mcp.ToolLocks.Lock;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The rows of {@code muster.tool_lock}. */
@Repository
class ToolLockTable {
  private final JdbcClient jdbc;
  private final Clock clock;

  ToolLockTable(JdbcClient jdbc, Clock clock) {
    this.jdbc = jdbc;
    this.clock = clock;
  }

  void add(String deploymentId, String server, String hash, String by, String because) {
    jdbc.sql(
            "insert into muster.tool_lock (deployment_id, server, hash, approved_at, approved_by,"
                + " because) values (?, ?, ?, ?, ?, ?)")
        .params(deploymentId, server, hash, clock.instant().atOffset(ZoneOffset.UTC), by, because)
        .update();
  }

  /** Newest first. */
  List<Lock> of(String deploymentId, String server) {
    return jdbc.sql(
            "select * from muster.tool_lock where deployment_id = ? and server = ?"
                + " order by id desc")
        .params(deploymentId, server)
        .query(ToolLockTable::row)
        .list();
  }

  /** The newest of all other deployments. */
  Optional<Lock> elsewhere(String deploymentId, String server) {
    return jdbc.sql(
            "select * from muster.tool_lock where deployment_id <> ? and server = ?"
                + " order by id desc limit 1")
        .params(deploymentId, server)
        .query(ToolLockTable::row)
        .optional();
  }

  /** The newest of each server. */
  List<Lock> newest(String deploymentId) {
    return jdbc.sql(
            "select distinct on (server) * from muster.tool_lock where deployment_id = ?"
                + " order by server, id desc")
        .param(deploymentId)
        .query(ToolLockTable::row)
        .list();
  }

  /** What the newest probe of each binding saw, by server. */
  Map<String, Set<String>> shown(String deploymentId) {
    var shown = new LinkedHashMap<String, Set<String>>();
    jdbc.sql(
            "select server, tool_lock from (select distinct on (client, server) server, tool_lock"
                + " from muster.binding where deployment_id = ? order by client, server, id desc)"
                + " newest where tool_lock is not null order by server")
        .param(deploymentId)
        .query(
            row -> {
              shown
                  .computeIfAbsent(row.getString("server"), name -> new TreeSet<>())
                  .add(row.getString("tool_lock"));
            });
    return shown;
  }

  private static Lock row(ResultSet row, int number) throws SQLException {
    return new Lock(
        row.getString("deployment_id"),
        row.getString("server"),
        row.getString("hash"),
        row.getObject("approved_at", OffsetDateTime.class).toInstant(),
        row.getString("approved_by"),
        row.getString("because"));
  }
}
