package dev.muster.mcp;

import dev.muster.mcp.ToolLocks.Change;
import dev.muster.mcp.ToolLocks.Standing;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The rows of {@code muster.tool_change}: at most one of a server quarantines it. */
@Repository
class ToolChanges {
  private static final String ACTIVE = " state in ('FOUND', 'ASKED', 'AGREED', 'KEPT')";
  private final JdbcClient jdbc;
  private final Clock clock;

  ToolChanges(JdbcClient jdbc, Clock clock) {
    this.jdbc = jdbc;
    this.clock = clock;
  }

  /** Whoever looks at, or decides on, a server's tools does it alone until the transaction ends. */
  void hold(String deploymentId, String server) {
    jdbc.sql("select pg_advisory_xact_lock(hashtextextended(?, 0))::text")
        .param("tools " + deploymentId + " " + server)
        .query(String.class)
        .optional();
  }

  Optional<Change> active(String deploymentId, String server) {
    return jdbc.sql(
            "select * from muster.tool_change where deployment_id = ? and server = ? and" + ACTIVE)
        .params(deploymentId, server)
        .query(ToolChanges::row)
        .optional();
  }

  List<Change> active(String deploymentId) {
    return jdbc.sql(
            "select * from muster.tool_change where deployment_id = ? and"
                + ACTIVE
                + " order by server")
        .param(deploymentId)
        .query(ToolChanges::row)
        .list();
  }

  /** Of all deployments. */
  List<Change> standing(List<Standing> states) {
    return jdbc.sql("select * from muster.tool_change where state in (:states) order by id")
        .param("states", states.stream().map(Standing::name).toList())
        .query(ToolChanges::row)
        .list();
  }

  /** One that a person keeps out, however often it comes back, is not asked about again. */
  void find(String deploymentId, String server, String approved, String seen, String by) {
    jdbc.sql(
            "insert into muster.tool_change as known (deployment_id, server, approved, seen,"
                + " state, found_by, found_at) values (?, ?, ?, ?, 'FOUND', ?, ?) on conflict"
                + " (deployment_id, server, approved, seen) do update set state ="
                + " case when known.state = 'LIFTED' then 'KEPT' else 'FOUND' end,"
                + " found_by = excluded.found_by, found_at = excluded.found_at")
        .params(deploymentId, server, approved, seen, by, clock.instant().atOffset(ZoneOffset.UTC))
        .update();
  }

  /** Moves what is active; false when nothing stands so. */
  boolean move(String deploymentId, String server, List<Standing> from, Standing to) {
    return jdbc.sql(
                "update muster.tool_change set state = :to where deployment_id = :dep and server ="
                    + " :server and state in (:from)")
            .param("to", to.name())
            .param("dep", deploymentId)
            .param("server", server)
            .param("from", from.stream().map(Standing::name).toList())
            .update()
        > 0;
  }

  void decide(String deploymentId, String server, Standing to, String by, String reason) {
    jdbc.sql(
            "update muster.tool_change set state = :to, decided_by = :by, reason = :reason,"
                + " decided_at = :at where deployment_id = :dep and server = :server and"
                + " state in ('FOUND', 'ASKED', 'KEPT')")
        .param("to", to.name())
        .param("by", by)
        .param("reason", reason, Types.VARCHAR)
        .param("at", clock.instant().atOffset(ZoneOffset.UTC))
        .param("dep", deploymentId)
        .param("server", server)
        .update();
  }

  private static Change row(ResultSet row, int number) throws SQLException {
    return new Change(
        row.getString("deployment_id"),
        row.getString("server"),
        row.getString("approved"),
        row.getString("seen"),
        Standing.valueOf(row.getString("state")),
        row.getString("found_by"),
        row.getObject("found_at", OffsetDateTime.class).toInstant(),
        row.getString("decided_by"),
        row.getString("reason"));
  }
}
