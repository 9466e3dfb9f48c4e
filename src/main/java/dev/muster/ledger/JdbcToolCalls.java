package dev.muster.ledger;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.util.List;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Service;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/** The tool calls in PostgreSQL; each row is committed before its call leaves. */
@Service
final class JdbcToolCalls implements ToolCalls {
  private final JdbcTemplate jdbc;
  private final TransactionTemplate own;
  private final Clock clock;

  JdbcToolCalls(JdbcTemplate jdbc, PlatformTransactionManager transactions, Clock clock) {
    this.jdbc = jdbc;
    this.clock = clock;
    this.own = new TransactionTemplate(transactions);
    own.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
  }

  @Override
  public Opening open(
      String deploymentId,
      String runId,
      int step,
      String callId,
      String server,
      String tool,
      String arguments,
      boolean mayResend) {
    return own.execute(
        status -> {
          int inserted =
              jdbc.update(
                  """
                  insert into muster.tool_call (deployment_id, run_id, step, call_id, server, tool,
                    arguments, sent_at) values (?, ?, ?, ?, ?, ?, ?, ?) on conflict do nothing
                  """,
                  deploymentId,
                  runId,
                  step,
                  callId,
                  server,
                  tool,
                  storable(arguments),
                  Timestamp.from(clock.instant()));
          return inserted == 1 ? new Opening.Send() : again(runId, step, callId, mayResend);
        });
  }

  private Opening again(String runId, int step, String callId, boolean mayResend) {
    var known =
        jdbc.queryForObject(
            """
            select * from muster.tool_call where run_id = ? and step = ? and call_id = ? for update
            """,
            JdbcToolCalls::read,
            runId,
            step,
            callId);
    if (known.answeredAt() != null) {
      return new Opening.Stored(known.result(), known.error());
    }
    if (!mayResend) {
      return new Opening.Unknown();
    }
    jdbc.update(
        """
        update muster.tool_call set sends = sends + 1, sent_at = ?
        where run_id = ? and step = ? and call_id = ?
        """,
        Timestamp.from(clock.instant()),
        runId,
        step,
        callId);
    return new Opening.Send();
  }

  @Override
  public void answered(String runId, int step, String callId, String result, boolean error) {
    // The first answer stands: a model may have read it already.
    int known =
        own.execute(
            status ->
                jdbc.update(
                    """
                    update muster.tool_call set result = coalesce(result, ?),
                      error = coalesce(error, ?), answered_at = coalesce(answered_at, ?)
                    where run_id = ? and step = ? and call_id = ?
                    """,
                    storable(result),
                    error,
                    Timestamp.from(clock.instant()),
                    runId,
                    step,
                    callId));
    if (known == 0) {
      throw new IllegalArgumentException(
          "tool call " + callId + " of run " + runId + ", step " + step + " was never opened");
    }
  }

  @Override
  public List<ToolCall> of(String runId) {
    return jdbc.query(
        "select * from muster.tool_call where run_id = ? order by id", JdbcToolCalls::read, runId);
  }

  @Override
  public List<Called> called(String deploymentId) {
    return jdbc.query(
        """
        select server, tool, count(*) calls from muster.tool_call where deployment_id = ?
        group by server, tool order by server, tool
        """,
        (row, number) ->
            new Called(row.getString("server"), row.getString("tool"), row.getInt("calls")),
        deploymentId);
  }

  private static ToolCall read(ResultSet row, int number) throws SQLException {
    Timestamp answered = row.getTimestamp("answered_at");
    return new ToolCall(
        row.getString("deployment_id"),
        row.getString("run_id"),
        row.getInt("step"),
        row.getString("call_id"),
        row.getString("server"),
        row.getString("tool"),
        row.getString("arguments"),
        row.getString("result"),
        row.getObject("error", Boolean.class),
        row.getTimestamp("sent_at").toInstant(),
        answered == null ? null : answered.toInstant());
  }

  /** A tool may print anything, and a database text holds no NUL. */
  private static String storable(String text) {
    return text == null ? "" : text.replace('\0', '\uFFFD');
  }
}
