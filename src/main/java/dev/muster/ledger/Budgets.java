package dev.muster.ledger;

import java.math.BigDecimal;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.springframework.jdbc.core.JdbcTemplate;

/** The rows of the budget tree. */
final class Budgets {
  static final String LOCK =
      """
      select * from muster.budget where node = any(array(select unnest(?::text[])))
      order by node collate "C" for update""";

  /** By their names, never by a join: that could come to read the whole table. */
  static final String SAVE =
      """
      update muster.budget set
        committed_usd = committed_usd + (?::numeric[])[array_position(?::text[], node)],
        committed_tokens = committed_tokens + (?::bigint[])[array_position(?::text[], node)],
        committed_turns = committed_turns + (?::bigint[])[array_position(?::text[], node)]
      where node = any(?)
      """;

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

  /** All nodes of all paths in the order of their names: root first, so nobody waits crosswise. */
  static SortedSet<String> nodes(Collection<String> paths) {
    var nodes = new TreeSet<String>();
    paths.forEach(p -> nodes.addAll(nodes(p)));
    return nodes;
  }

  /** The locked nodes, from the result at hand. */
  static Balances read(PreparedStatement statements) throws SQLException {
    var found = new HashMap<String, Balances.Balance>();
    Rows.of(statements, (row, n) -> found.put(row.getString("node"), balance(row)));
    return new Balances(found);
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

  /** The nodes of attempts that were opened: they are all there. */
  Balances lock(Collection<String> paths) {
    var found = new HashMap<String, Balances.Balance>();
    jdbc.query(
        LOCK,
        row -> {
          found.put(row.getString("node"), balance(row));
        },
        (Object) nodes(paths).toArray(String[]::new));
    return new Balances(found);
  }

  /** Writes what changed under the lock. */
  void save(Balances balances) {
    if (!balances.changes().isEmpty()) {
      jdbc.update(SAVE, changes(balances));
    }
  }

  /** What {@link #SAVE} is given. */
  static Object[] changes(Balances balances) {
    var changes = new TreeMap<>(balances.changes());
    var nodes = changes.keySet().toArray(String[]::new);
    var amounts = changes.values();
    return new Object[] {
      amounts.stream().map(Amount::usd).toArray(BigDecimal[]::new),
      nodes,
      amounts.stream().map(Amount::tokens).toArray(Long[]::new),
      nodes,
      amounts.stream().map(Amount::turns).toArray(Long[]::new),
      nodes,
      nodes
    };
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
