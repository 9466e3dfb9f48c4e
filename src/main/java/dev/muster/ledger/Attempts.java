package dev.muster.ledger;

import java.sql.Date;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.jdbc.core.JdbcTemplate;

/** The rows of the attempts, as the two transactions (open, settle) need them. */
final class Attempts {
  private static final String DECLARED_FREE = "free or flat by declaration";
  private static final String INSERT =
      """
      insert into muster.attempt (id, task_id, deployment_id, purpose, subject, step, try,
        budget_path, agent, arm, model, model_id, declared_free, price_name, price_from,
        price_input, price_output, price_cache_read, price_cache_write, price_row, price_version,
        reserved_usd, reserved_tokens, node_id, boot_id, state, sent_at)
      values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'SENDING', ?)
      """;
  private static final String SETTLE =
      """
      update muster.attempt set state = ?, answered_as = ?, input_tokens = ?,
        cached_input_tokens = ?, cache_write_tokens = ?, cache_write_1h_tokens = ?, output_tokens = ?,
        reasoning_tokens = ?, reported_usd = ?, cost_usd = ?, finding = ?, http_status = ?, error = ?, answer = ?,
        seen_usd = ?, first_token_millis = ?, covered_usd = ?, answered_at = ?
      where id = ?
      """;
  private final JdbcTemplate jdbc;

  Attempts(JdbcTemplate jdbc) {
    this.jdbc = jdbc;
  }

  /** All attempts of these tasks, oldest first, locked in the order of their ids. */
  List<AttemptRow> lockOfTasks(Collection<String> taskIds) {
    return jdbc.query(
        "select * from muster.attempt where task_id = any(?) order by id for update",
        AttemptRow::read,
        (Object) taskIds.toArray(String[]::new));
  }

  /** The first answer of a task; nothing is locked. */
  Optional<Opening.Stored> stored(String taskId) {
    return jdbc
        .query(
            "select id, step, answer from muster.attempt where task_id = ? and state = 'ANSWERED'"
                + " order by id limit 1",
            (row, number) ->
                new Opening.Stored(row.getLong("id"), row.getInt("step"), row.getString("answer")),
            taskId)
        .stream()
        .findFirst();
  }

  /** These attempts, locked in the order of their ids. */
  List<AttemptRow> lock(Collection<Long> ids) {
    return jdbc.query(
        "select * from muster.attempt where id = any(?) order by id for update",
        AttemptRow::read,
        (Object) ids.toArray(Long[]::new));
  }

  /** As many new ids, ascending. */
  Iterator<Long> ids(int count) {
    return jdbc.queryForList(
            "select nextval(pg_get_serial_sequence('muster.attempt', 'id')) from generate_series(1, ?)",
            Long.class,
            count)
        .iterator();
  }

  /** Counts on by one. The root budget's lock is held, so counters are never waited for. */
  int nextStep(String purpose, String subject) {
    return jdbc.queryForObject(
        """
        insert into muster.step_counter values (?, ?, 1) on conflict (purpose, subject)
        do update set last_step = step_counter.last_step + 1 returning last_step
        """,
        Integer.class,
        purpose,
        subject);
  }

  void insert(List<Reserved> reserved, Owner owner, Instant now) {
    jdbc.batchUpdate(INSERT, reserved.stream().map(r -> row(r, owner, now)).toList());
  }

  private static Object[] row(Reserved reserved, Owner owner, Instant now) {
    var r = reserved.request();
    var p = r.price();
    return new Object[] {
      reserved.id(),
      r.taskId(),
      r.deploymentId(),
      r.purpose(),
      r.subject(),
      reserved.step(),
      reserved.attempt(),
      r.budgetPath(),
      r.agent(),
      r.arm(),
      r.model(),
      r.modelId(),
      r.declaredFree(),
      p == null ? null : p.name(),
      p == null || p.effectiveFrom() == null ? null : Date.valueOf(p.effectiveFrom()),
      p == null ? null : p.input(),
      p == null ? null : p.output(),
      p == null ? null : p.cacheRead(),
      p == null ? null : p.cacheWrite(),
      p == null ? null : p.json(),
      version(r),
      r.reservedUsd(),
      r.reservedTokens(),
      owner.node(),
      owner.boot(),
      Timestamp.from(now)
    };
  }

  /** What the cost stands on; null when there is no price, and so will be no cost. */
  private static String version(CallRequest request) {
    if (request.declaredFree()) {
      return DECLARED_FREE;
    }
    return request.price() == null ? null : request.price().version();
  }

  /** Turns attempts whose answer will not come to UNKNOWN; their reservation stays counted. */
  void unknown(List<AttemptRow> rows, String why, Instant now) {
    jdbc.batchUpdate(
        "update muster.attempt set state = 'UNKNOWN', error = ?, answered_at = ? where id = ?",
        rows.stream().map(r -> new Object[] {why, Timestamp.from(now), r.id()}).toList());
  }

  void settle(Map<Long, Settled> settled, Instant now) {
    jdbc.batchUpdate(
        SETTLE, settled.entrySet().stream().map(e -> row(e.getKey(), e.getValue(), now)).toList());
  }

  private static Object[] row(long id, Settled s, Instant now) {
    var u = s.usage();
    return new Object[] {
      s.state().name(),
      s.answeredAs(),
      u == null ? null : u.input(),
      u == null ? null : u.cachedInput(),
      u == null ? null : u.cacheWrite(),
      u == null ? null : u.cacheWrite1h(),
      u == null ? null : u.output(),
      u == null ? null : u.reasoning(),
      u == null ? null : u.reportedUsd(),
      s.cost().usd(),
      s.cost().finding(),
      s.httpStatus(),
      s.error(),
      s.answer(),
      s.seenUsd(),
      s.firstTokenMillis(),
      s.coveredUsd(),
      Timestamp.from(now),
      id
    };
  }

  /** What other boots of this node left SENDING. */
  int sweep(Owner owner, Instant now) {
    return jdbc.update(
        """
        update muster.attempt set state = 'UNKNOWN', answered_at = ?,
          error = 'its node stopped while it was sending'
        where node_id = ? and boot_id <> ? and state = 'SENDING'
        """,
        Timestamp.from(now),
        owner.node(),
        owner.boot());
  }

  /** Groups rows by task. */
  static Map<String, List<AttemptRow>> byTask(List<AttemptRow> rows) {
    var byTask = new HashMap<String, List<AttemptRow>>();
    rows.forEach(r -> byTask.computeIfAbsent(r.taskId(), t -> new ArrayList<>()).add(r));
    return byTask;
  }
}
