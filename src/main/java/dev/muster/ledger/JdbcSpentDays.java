package dev.muster.ledger;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Service;

/** Sums the attempts in PostgreSQL. */
@Service
final class JdbcSpentDays implements SpentDays {
  private static final String DAYS =
      """
      select (sent_at at time zone %s)::date as day, model, model_id, answered_as,
        count(*) filter (where state = 'ANSWERED') as answers,
        coalesce(sum(input_tokens + cached_input_tokens + cache_write_tokens
          + coalesce(cache_write_1h_tokens, 0) + output_tokens + reasoning_tokens)
          filter (where state = 'ANSWERED'), 0) as tokens,
        case when count(*) filter (where state = 'ANSWERED' and cost_usd is null) = 0
          then coalesce(sum(cost_usd), 0) end as usd,
        count(*) filter (where state = 'UNKNOWN') as unknown,
        coalesce(sum(greatest(reserved_usd, seen_usd)) filter (where state = 'UNKNOWN'), 0) as unknown_usd,
        sum(covered_usd) as covered_usd
      from muster.attempt
      where sent_at >= ? and sent_at < ? and state in ('ANSWERED', 'UNKNOWN')
      group by 1, 2, 3, 4 order by 1, 2, 3, 4
      """;
  private final JdbcTemplate jdbc;

  JdbcSpentDays(JdbcTemplate jdbc) {
    this.jdbc = jdbc;
  }

  @Override
  public List<SpentDay> between(LocalDate from, LocalDate to, ZoneId zone) {
    // To PostgreSQL a bare offset is west of Greenwich, where it is east to everybody else.
    boolean offset = zone.normalized() instanceof ZoneOffset;
    return jdbc.query(
        DAYS.formatted(offset ? "make_interval(secs => ?)" : "?"),
        JdbcSpentDays::day,
        offset ? ((ZoneOffset) zone.normalized()).getTotalSeconds() : zone.getId(),
        start(from, zone),
        start(to.plusDays(1), zone));
  }

  private static OffsetDateTime start(LocalDate day, ZoneId zone) {
    return day.atStartOfDay(zone).toOffsetDateTime();
  }

  private static SpentDay day(ResultSet row, int number) throws SQLException {
    return new SpentDay(
        row.getObject("day", LocalDate.class),
        row.getString("model"),
        row.getString("model_id"),
        row.getString("answered_as"),
        row.getLong("answers"),
        row.getLong("tokens"),
        row.getBigDecimal("usd"),
        row.getLong("unknown"),
        row.getBigDecimal("unknown_usd"),
        row.getBigDecimal("covered_usd"));
  }
}
