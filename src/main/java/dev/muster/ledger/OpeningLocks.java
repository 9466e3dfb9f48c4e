package dev.muster.ledger;

import dev.muster.ledger.Steps.Subject;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * All that opening a group of calls must know and lock, asked in one round trip: a reservation
 * stands before every call, and most of its time went by between its questions. PostgreSQL runs the
 * statements one after the other, each with a snapshot of its own, so each sees what the locks
 * before it waited for.
 */
final class OpeningLocks {
  /**
   * Attempts, then budgets, then counters, each in one order, so that two groups never wait for
   * each other. Missing budgets first: whoever holds a lock never waits for another's insert. An
   * array in a subquery and an order by more than the column's name: so the statement is planned
   * once, not at each call for this many tasks, and never by walking the whole index of the ids.
   */
  private static final String ALL =
      """
      select * from muster.attempt where task_id = any(array(select unnest(?::text[])))
        order by id + 0 for update;
      insert into muster.budget (node) select unnest(?::text[]) on conflict do nothing;
      %s;
      insert into muster.step_counter as counter
        select * from unnest(?::text[], ?::text[], ?::integer[])
        on conflict (purpose, subject)
        do update set last_step = counter.last_step + excluded.last_step
        returning purpose, subject, last_step;
      select nextval('muster.attempt_id_seq') from generate_series(1, ?)
      """
          .formatted(Budgets.LOCK);

  private final JdbcTemplate jdbc;

  OpeningLocks(JdbcTemplate jdbc) {
    this.jdbc = jdbc;
  }

  /**
   * What is locked.
   *
   * @param earlier all attempts of these tasks, oldest first
   * @param ids as many new ones as there are calls, ascending
   */
  record Locked(
      Map<String, List<AttemptRow>> earlier, Balances balances, Steps steps, Iterator<Long> ids) {}

  Locked lock(List<CallRequest> requests) {
    var wanted = Steps.wanted(requests);
    return jdbc.execute(
        ALL,
        (PreparedStatement all) -> {
          fill(all, requests, wanted);
          all.execute();
          return read(all, wanted);
        });
  }

  private static void fill(
      PreparedStatement all, List<CallRequest> requests, TreeMap<Subject, Integer> wanted)
      throws SQLException {
    var nodes = Budgets.nodes(requests.stream().map(CallRequest::budgetPath).toList());
    all.setObject(1, texts(requests.stream().map(CallRequest::taskId).sorted().toList()));
    all.setObject(2, texts(nodes));
    all.setObject(3, texts(nodes));
    all.setObject(4, texts(wanted.keySet().stream().map(Subject::purpose).toList()));
    all.setObject(5, texts(wanted.keySet().stream().map(Subject::name).toList()));
    all.setObject(6, wanted.values().toArray(Integer[]::new));
    all.setInt(7, requests.size());
  }

  private static Object texts(Collection<String> texts) {
    return texts.toArray(String[]::new);
  }

  private static Locked read(PreparedStatement all, Map<Subject, Integer> wanted)
      throws SQLException {
    var earlier = Rows.of(all, AttemptRow::read);
    // What was inserted has a count and no rows.
    all.getMoreResults();
    all.getMoreResults();
    var balances = Budgets.read(all);
    all.getMoreResults();
    var counters = new HashMap<Subject, Integer>();
    Rows.of(
        all,
        (row, n) -> counters.put(new Subject(row.getString(1), row.getString(2)), row.getInt(3)));
    all.getMoreResults();
    var ids = Rows.of(all, (row, n) -> row.getLong(1));
    return new Locked(
        Attempts.byTask(earlier), balances, new Steps(counters, wanted), ids.iterator());
  }
}
