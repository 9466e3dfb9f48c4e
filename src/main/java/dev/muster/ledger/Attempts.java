package dev.muster.ledger;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.muster.ledger.Attempt.State;
import dev.muster.plan.Price;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.springframework.jdbc.core.JdbcTemplate;

/** The rows of the attempts, as the two transactions (open, settle) need them. */
final class Attempts {
  static final String DECLARED_FREE = "free or flat by declaration";
  private static final String COLUMNS =
      """
      id, task_id, deployment_id, purpose, subject, step, try, budget_path, agent, arm, model,
      model_id, declared_free, price_name, price_from, price_input, price_output, price_cache_read,
      price_cache_write, price_row, price_version, reserved_usd, reserved_tokens, node_id, boot_id,
      state, sent_at
      """;

  /** With what it takes of its budgets, in one round trip. */
  private static final String INSERT =
      "insert into muster.attempt (%1$s) select %1$s".formatted(COLUMNS)
          + "from json_populate_recordset(null::muster.attempt, ?::json);\n"
          + Budgets.SAVE;

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

  /** These attempts, locked in the order of their ids; the subquery is planned once for all. */
  List<AttemptRow> lock(Collection<Long> ids) {
    return jdbc.query(
        """
        select * from muster.attempt where id = any(array(select unnest(?::bigint[])))
        order by id for update
        """,
        AttemptRow::read,
        (Object) ids.toArray(Long[]::new));
  }

  /** Steps that were counted and not used: the next call has them. */
  void giveBack(Map<Steps.Subject, Integer> leftOver) {
    if (!leftOver.isEmpty()) {
      jdbc.batchUpdate(
          "update muster.step_counter set last_step = ? where purpose = ? and subject = ?",
          leftOver.entrySet().stream()
              .map(e -> new Object[] {e.getValue(), e.getKey().purpose(), e.getKey().name()})
              .toList());
    }
  }

  void insert(List<Reserved> reserved, Balances balances, Owner owner, Instant now) {
    if (!reserved.isEmpty()) {
      var rows = JsonNodeFactory.instance.arrayNode();
      reserved.forEach(r -> rows.add(row(r, owner, now)));
      var given = new ArrayList<Object>();
      given.add(rows.toString());
      given.addAll(List.of(Budgets.changes(balances)));
      jdbc.update(INSERT, given.toArray());
    }
  }

  private static ObjectNode row(Reserved reserved, Owner owner, Instant now) {
    var r = reserved.request();
    var row = JsonNodeFactory.instance.objectNode();
    row.put("id", reserved.id()).put("task_id", r.taskId());
    row.put("deployment_id", r.deploymentId()).put("purpose", r.purpose());
    row.put("subject", r.subject()).put("step", reserved.step()).put("try", reserved.attempt());
    row.put("budget_path", r.budgetPath()).put("agent", r.agent()).put("arm", r.arm());
    row.put("model", r.model()).put("model_id", r.modelId());
    row.put("declared_free", r.declaredFree()).put("price_version", version(r));
    row.put("reserved_usd", r.reservedUsd()).put("reserved_tokens", r.reservedTokens());
    row.put("node_id", owner.node()).put("boot_id", owner.boot());
    row.put("state", State.SENDING.name()).put("sent_at", now.toString());
    if (r.price() != null) {
      price(row, r.price());
    }
    return row;
  }

  private static void price(ObjectNode row, Price price) {
    row.put("price_name", price.name());
    row.put("price_from", Objects.toString(price.effectiveFrom(), null));
    row.put("price_input", price.input()).put("price_output", price.output());
    row.put("price_cache_read", price.cacheRead()).put("price_cache_write", price.cacheWrite());
    row.put("price_row", price.json());
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

  /** Groups rows by task. */
  static Map<String, List<AttemptRow>> byTask(List<AttemptRow> rows) {
    var byTask = new HashMap<String, List<AttemptRow>>();
    rows.forEach(r -> byTask.computeIfAbsent(r.taskId(), t -> new ArrayList<>()).add(r));
    return byTask;
  }
}
