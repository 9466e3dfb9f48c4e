package dev.muster.ledger;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.List;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Service;

/** Sums the attempts in PostgreSQL. */
@Service
final class JdbcSubjectDays implements SubjectDays {
  private static final String DAYS =
      """
      select (sent_at at time zone 'UTC')::date as day, subject, agent, model, count(*) as calls,
        coalesce(sum(input_tokens + cached_input_tokens + cache_write_tokens
          + coalesce(cache_write_1h_tokens, 0)) filter (where state = 'ANSWERED'), 0) as tokens_in,
        coalesce(sum(output_tokens + reasoning_tokens) filter (where state = 'ANSWERED'), 0)
          as tokens_out,
        case when count(*) filter (where state = 'ANSWERED' and cost_usd is null) = 0
          then coalesce(sum(cost_usd), 0) end as usd,
        count(*) filter (where state = 'ANSWERED' and cost_usd is null) as unmeasured,
        count(*) filter (where state = 'UNKNOWN') as unknown,
        coalesce(sum(greatest(reserved_usd, seen_usd)) filter (where state = 'UNKNOWN'), 0) as unknown_usd
      from muster.attempt where deployment_id = ? and purpose = ?
      group by 1, 2, 3, 4 order by 1 desc, 3, 4, 2
      """;
  private final JdbcTemplate jdbc;

  JdbcSubjectDays(JdbcTemplate jdbc) {
    this.jdbc = jdbc;
  }

  @Override
  public List<SubjectDay> of(String deploymentId, String purpose) {
    return jdbc.query(DAYS, JdbcSubjectDays::day, deploymentId, purpose);
  }

  private static SubjectDay day(ResultSet row, int number) throws SQLException {
    return new SubjectDay(
        row.getObject("day", LocalDate.class),
        row.getString("subject"),
        row.getString("agent"),
        row.getString("model"),
        row.getLong("calls"),
        row.getLong("tokens_in"),
        row.getLong("tokens_out"),
        row.getBigDecimal("usd"),
        row.getLong("unmeasured"),
        row.getLong("unknown"),
        row.getBigDecimal("unknown_usd"));
  }
}
