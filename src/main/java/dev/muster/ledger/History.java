package dev.muster.ledger;

import dev.muster.ledger.Attempt.State;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import org.springframework.jdbc.core.JdbcTemplate;

/** What reports and gates read of the attempts. */
final class History {
  private static final String ATTEMPT =
      """
      select id, task_id, deployment_id, purpose, subject, step, try, budget_path, agent, arm,
        model, model_id, answered_as, state, input_tokens, cached_input_tokens, cache_write_tokens,
        cache_write_1h_tokens, output_tokens, reasoning_tokens, reserved_usd, cost_usd,
        reported_usd, price_version, finding, http_status, error, sent_at, answered_at,
        reserved_tokens, seen_usd, first_token_millis, covered_usd
      from muster.attempt
      """;
  private static final String SPENDING =
      """
      select agent, arm, model, purpose, count(*) as calls,
        coalesce(sum(input_tokens + cached_input_tokens + cache_write_tokens
          + coalesce(cache_write_1h_tokens, 0)) filter (where state = 'ANSWERED'), 0) as tokens_in,
        coalesce(sum(output_tokens + reasoning_tokens)
          filter (where state = 'ANSWERED'), 0) as tokens_out,
        coalesce(sum(cost_usd), 0) as cost,
        coalesce(sum(greatest(reserved_usd, seen_usd))
          filter (where state in ('UNKNOWN', 'SENDING')), 0) as unknown_usd,
        count(*) filter (where state = 'ANSWERED' and cost_usd is null) as unmeasured,
        count(*) filter (where state = 'UNKNOWN') as unknown,
        count(*) filter (where state = 'FAILED') as failed
      from muster.attempt where deployment_id = ?
      group by agent, arm, model, purpose order by agent, arm, model, purpose
      """;
  private final JdbcTemplate jdbc;

  History(JdbcTemplate jdbc) {
    this.jdbc = jdbc;
  }

  List<Attempt> attempts(String deploymentId) {
    return jdbc.query(
        ATTEMPT + " where deployment_id = ? order by id", History::attempt, deploymentId);
  }

  List<Attempt> attemptsOf(String deploymentId, String subject) {
    return jdbc.query(
        ATTEMPT + " where deployment_id = ? and subject = ? order by id",
        History::attempt,
        deploymentId,
        subject);
  }

  List<Spending> spending(String deploymentId) {
    return jdbc.query(SPENDING, History::spending, deploymentId);
  }

  private static Spending spending(ResultSet row, int number) throws SQLException {
    long unmeasured = row.getLong("unmeasured");
    return new Spending(
        row.getString("agent"),
        row.getString("arm"),
        row.getString("model"),
        row.getString("purpose"),
        row.getLong("calls"),
        row.getLong("tokens_in"),
        row.getLong("tokens_out"),
        unmeasured > 0 ? null : row.getBigDecimal("cost"),
        row.getBigDecimal("cost"),
        row.getBigDecimal("unknown_usd"),
        unmeasured,
        row.getLong("unknown"),
        row.getLong("failed"));
  }

  private static Attempt attempt(ResultSet row, int number) throws SQLException {
    return new Attempt(
        row.getLong("id"),
        row.getString("task_id"),
        row.getString("deployment_id"),
        row.getString("purpose"),
        row.getString("subject"),
        row.getInt("step"),
        row.getInt("try"),
        row.getString("budget_path"),
        row.getString("agent"),
        row.getString("arm"),
        row.getString("model"),
        row.getString("model_id"),
        row.getString("answered_as"),
        State.valueOf(row.getString("state")),
        usage(row),
        row.getBigDecimal("reserved_usd"),
        row.getBigDecimal("cost_usd"),
        row.getString("price_version"),
        row.getString("finding"),
        row.getObject("http_status", Integer.class),
        row.getString("error"),
        instant(row, "sent_at"),
        instant(row, "answered_at"),
        row.getLong("reserved_tokens"),
        row.getBigDecimal("seen_usd"),
        row.getObject("first_token_millis", Long.class),
        row.getBigDecimal("covered_usd"));
  }

  static Usage usage(ResultSet row) throws SQLException {
    if (row.getObject("input_tokens") == null) {
      return null;
    }
    return new Usage(
        row.getLong("input_tokens"),
        row.getLong("cached_input_tokens"),
        row.getLong("cache_write_tokens"),
        row.getLong("output_tokens"),
        row.getLong("reasoning_tokens"),
        row.getLong("cache_write_1h_tokens"),
        row.getBigDecimal("reported_usd"));
  }

  private static Instant instant(ResultSet row, String column) throws SQLException {
    Timestamp at = row.getTimestamp(column);
    return at == null ? null : at.toInstant();
  }
}
