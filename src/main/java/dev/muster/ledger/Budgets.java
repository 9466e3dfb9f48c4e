package dev.muster.ledger;

import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import org.springframework.jdbc.core.JdbcTemplate;

/** The rows of the budget tree. */
final class Budgets {
  private final JdbcTemplate jdbc;

  Budgets(JdbcTemplate jdbc) {
    this.jdbc = jdbc;
  }

  /** The nodes of a path, root first: a, a/b, a/b/c. */
  static List<String> nodes(String path) {
    var nodes = new ArrayList<String>();
    for (int slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
      nodes.add(path.substring(0, slash));
    }
    nodes.add(path);
    return nodes;
  }

  /**
   * Locks all nodes of all paths, undeclared ones included, always in the order of their names:
   * that is root first, and two transactions can never wait for each other.
   */
  Balances lock(Collection<String> paths) {
    var nodes = new TreeSet<String>();
    paths.forEach(p -> nodes.addAll(nodes(p)));
    // Missing rows first: a transaction that holds a lock never waits for another's insert.
    declare(nodes);
    return new Balances(select(nodes));
  }

  private Map<String, Balances.Balance> select(SortedSet<String> nodes) {
    var found = new HashMap<String, Balances.Balance>();
    jdbc.query(
        """
        select * from muster.budget
        where node = any(?) order by node collate "C" for update
        """,
        row -> {
          found.put(row.getString("node"), balance(row));
        },
        (Object) nodes.toArray(String[]::new));
    return found;
  }

  private static Balances.Balance balance(ResultSet row) throws SQLException {
    var limits =
        new Limits(
            row.getBigDecimal("limit_usd"),
            row.getObject("limit_tokens", Long.class),
            row.getObject("limit_turns", Long.class));
    return new Balances.Balance(limits, committed(row), Amount.NONE);
  }

  private static Amount committed(ResultSet row) throws SQLException {
    return new Amount(
        row.getBigDecimal("committed_usd"),
        row.getLong("committed_tokens"),
        row.getLong("committed_turns"));
  }

  private void declare(SortedSet<String> nodes) {
    jdbc.update(
        "insert into muster.budget (node) select unnest(?) on conflict do nothing",
        (Object) nodes.toArray(String[]::new));
  }

  /** Writes what changed under the lock. */
  void save(Balances balances) {
    jdbc.batchUpdate(
        """
        update muster.budget set committed_usd = committed_usd + ?,
          committed_tokens = committed_tokens + ?, committed_turns = committed_turns + ?
        where node = ?
        """,
        balances.changes().entrySet().stream().map(e -> row(e.getKey(), e.getValue())).toList());
  }

  private static Object[] row(String node, Amount change) {
    return new Object[] {change.usd(), change.tokens(), change.turns(), node};
  }

  void declare(String node, BigDecimal limit) {
    jdbc.update(
        """
        insert into muster.budget (node, limit_usd) values (?, ?)
        on conflict (node) do update set limit_usd = excluded.limit_usd
        """,
        node,
        limit);
  }

  void declare(String node, Limits limits) {
    jdbc.update(
        """
        insert into muster.budget (node, limit_usd, limit_tokens, limit_turns) values (?, ?, ?, ?)
        on conflict (node) do update set limit_usd = excluded.limit_usd,
          limit_tokens = excluded.limit_tokens, limit_turns = excluded.limit_turns
        """,
        node,
        limits.usd(),
        limits.tokens(),
        limits.turns());
  }

  Amount committed(String node) {
    return jdbc
        .query("select * from muster.budget where node = ?", (row, n) -> committed(row), node)
        .stream()
        .findFirst()
        .orElse(Amount.NONE);
  }
}
