package dev.muster.ledger;

import java.sql.PreparedStatement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.JdbcTemplate;

/** What settling a group of attempts must know and lock, in one round trip and in that order. */
final class SettlingLocks {
  /** An attempt's path never changes, so its budgets are known before its lock is there. */
  private static final String ALL =
      """
      select * from muster.attempt where id = any(?) order by id for update;
      select * from muster.budget where node = any(array(
        select array_to_string(parts[1:upto], '/')
        from (select string_to_array(budget_path, '/') from muster.attempt where id = any(?))
          as path(parts), generate_series(1, cardinality(parts)) as upto))
      order by node collate "C" for update
      """;

  private final JdbcTemplate jdbc;

  SettlingLocks(JdbcTemplate jdbc) {
    this.jdbc = jdbc;
  }

  /**
   * What is locked.
   *
   * @param rows by their ids, to be changed by whoever settles
   */
  record Locked(Map<Long, AttemptRow> rows, Balances balances) {}

  Locked lock(List<Long> attempts) {
    var ids = attempts.toArray(Long[]::new);
    return jdbc.execute(
        ALL,
        (PreparedStatement all) -> {
          all.setObject(1, ids);
          all.setObject(2, ids);
          all.execute();
          var rows = Rows.of(all, AttemptRow::read);
          all.getMoreResults();
          return new Locked(byId(rows), Budgets.read(all));
        });
  }

  private static Map<Long, AttemptRow> byId(List<AttemptRow> rows) {
    var byId = new HashMap<Long, AttemptRow>();
    rows.forEach(row -> byId.put(row.id(), row));
    return byId;
  }
}
