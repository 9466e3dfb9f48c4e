package dev.muster.agent;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.muster.client.CliSessions.Ended;
import dev.muster.ledger.Usage;
import dev.muster.plan.Model;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The rows of {@code muster.session}. */
@Repository
class SessionTable {
  private final JdbcClient jdbc;
  private final ObjectMapper json;
  private final Clock clock;

  SessionTable(JdbcClient jdbc, ObjectMapper json, Clock clock) {
    this.jdbc = jdbc;
    this.json = json;
    this.clock = clock;
  }

  /** A try that has no end yet was lost with its node. */
  void lost(String runId) {
    jdbc.sql(
            "update muster.session set state = 'LOST', ended_at = ?,"
                + " reason = 'its node ended before it' where run_id = ? and state = 'WORKING'")
        .params(now(), runId)
        .update();
  }

  /** How long the try may work at most, from now on. */
  void holds(String runId, int number, Duration most) {
    jdbc.sql("update muster.session set until = ? where run_id = ? and number = ?")
        .params(now().plus(most), runId, number)
        .update();
  }

  /** Begins the next try. */
  int begin(String runId, String taskId, Model model) {
    lost(runId);
    return jdbc.sql(
            "insert into muster.session(run_id, number, task_id, client, version, model, via, state,"
                + " started_at) select ?, coalesce(max(number), 0) + 1, ?, ?, ?, ?, ?, 'WORKING', ?"
                + " from muster.session where run_id = ? returning number")
        .params(
            runId,
            taskId,
            model.cli().client(),
            model.cli().version(),
            model.name(),
            model.cli().via().name(),
            now(),
            runId)
        .query(Integer.class)
        .single();
  }

  void end(String runId, int number, String state, String reason) {
    jdbc.sql(
            "update muster.session set state = ?, reason = ?, ended_at = ?"
                + " where run_id = ? and number = ?")
        .params(state, clean(reason), now(), runId, number)
        .update();
  }

  /** The same for a try that has no end yet; one that has keeps it. */
  void endIfWorking(String runId, int number, String state, String reason) {
    jdbc.sql(
            "update muster.session set state = ?, reason = ?, ended_at = ?"
                + " where run_id = ? and number = ? and state = 'WORKING'")
        .params(state, clean(reason), now(), runId, number)
        .update();
  }

  /** Nobody else may have the run: a person has to look at its last try. */
  void toPerson(String runId) {
    jdbc.sql(
            "update muster.session set person_at = ? where run_id = ?"
                + " and number = (select max(number) from muster.session where run_id = ?)")
        .params(now(), runId, runId)
        .update();
  }

  boolean isAtPerson(String runId, int number) {
    return jdbc.sql(
            "select person_at is not null from muster.session where run_id = ? and number = ?")
        .params(runId, number)
        .query(Boolean.class)
        .single();
  }

  void told(String runId, int number, Ended ended) {
    jdbc.sql(
            "update muster.session set exit_code = ?, turns = ?, calls = ?, usage = ?::jsonb"
                + " where run_id = ? and number = ?")
        .param(ended.exitCode())
        .param(ended.turns())
        .param(ended.calls().size())
        .param(ended.usage() == null ? null : write(ended.usage()))
        .param(runId)
        .param(number)
        .update();
  }

  List<Sessions.Session> of(String runId) {
    return jdbc.sql("select * from muster.session where run_id = ? order by number")
        .param(runId)
        .query(this::row)
        .list();
  }

  private Sessions.Session row(ResultSet row, int number) throws SQLException {
    var via = row.getString("via");
    var usage = row.getString("usage");
    return new Sessions.Session(
        row.getInt("number"),
        row.getString("client"),
        row.getString("version"),
        row.getString("model"),
        via,
        via.equals(Model.Via.VENDOR.name()),
        row.getString("state"),
        row.getString("reason"),
        row.getObject("exit_code", Integer.class),
        row.getObject("turns", Integer.class),
        row.getObject("calls", Integer.class),
        usage == null ? null : read(usage),
        instant(row, "started_at"),
        instant(row, "ended_at"));
  }

  private static Instant instant(ResultSet row, String column) throws SQLException {
    var at = row.getObject(column, OffsetDateTime.class);
    return at == null ? null : at.toInstant();
  }

  private OffsetDateTime now() {
    return OffsetDateTime.ofInstant(clock.instant(), ZoneOffset.UTC);
  }

  /** A database text holds no NUL. */
  private static String clean(String text) {
    return text == null ? null : text.replace('\0', '\uFFFD');
  }

  private String write(Usage usage) {
    try {
      return json.writeValueAsString(usage);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("usage cannot be written as JSON", e);
    }
  }

  private Usage read(String usage) {
    try {
      return json.readValue(usage, Usage.class);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("stored usage cannot be read", e);
    }
  }
}
