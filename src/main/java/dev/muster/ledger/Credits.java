package dev.muster.ledger;

import dev.muster.ledger.Attempt.State;
import java.sql.Date;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.TreeMap;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * What subscriptions include is taken by answers first; what is over costs by the row. A
 * reservation knows nothing of it: what is left when the answer comes, nobody can say before.
 */
final class Credits {
  private final JdbcTemplate jdbc;

  Credits(JdbcTemplate jdbc) {
    this.jdbc = jdbc;
  }

  /** The locked counters of one transaction, one a subscription, in the order of their names. */
  Month lock(Collection<AttemptRow> rows, Instant now) {
    var month = Date.valueOf(now.atZone(ZoneOffset.UTC).toLocalDate().withDayOfMonth(1));
    var used = new TreeMap<String, CreditUsed>();
    rows.stream()
        .filter(Credits::subscribed)
        .map(r -> r.price().subscription())
        .distinct()
        .sorted()
        .forEach(name -> used.put(name, locked(name, month)));
    return new Month(month, used);
  }

  private static boolean subscribed(AttemptRow row) {
    return row.price() != null && row.price().included() != null;
  }

  private CreditUsed locked(String name, Date month) {
    jdbc.update(
        "insert into muster.plan_credit (price_name, month) values (?, ?) on conflict do nothing",
        name,
        month);
    return jdbc.queryForObject(
        """
        select used_usd, used_requests from muster.plan_credit
        where price_name = ? and month = ? for update
        """,
        (row, n) -> new CreditUsed(row.getBigDecimal(1), row.getLong(2)),
        name,
        month);
  }

  void save(Month month) {
    month.used.forEach(
        (name, used) ->
            jdbc.update(
                """
                update muster.plan_credit set used_usd = ?, used_requests = ?
                where price_name = ? and month = ?
                """,
                used.usd(),
                used.requests(),
                name,
                month.first));
  }

  /** One month's counters, changed in memory until they are saved. */
  static final class Month {
    private final Date first;
    private final TreeMap<String, CreditUsed> used;

    private Month(Date first, TreeMap<String, CreditUsed> used) {
      this.first = first;
      this.used = used;
    }

    /** The same end of a call with what it still costs. */
    Settled covered(AttemptRow row, Settled how) {
      if (how.state() != State.ANSWERED || !subscribed(row)) {
        return how;
      }
      var full = how.cost().usd();
      var before = used.get(row.price().subscription());
      // An answer whose cost nobody knows is a request all the same.
      var covered = full == null ? null : before.covers(row.price().included(), full);
      used.put(row.price().subscription(), before.plus(covered));
      return covered == null ? how : how.covered(covered);
    }
  }
}
