package dev.muster.ledger;

import dev.muster.ledger.Attempt.State;
import dev.muster.plan.Price;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;

/** What the ledger must know of an attempt to go on with it. */
record AttemptRow(
    long id,
    String taskId,
    String purpose,
    String subject,
    int step,
    int attempt,
    String budgetPath,
    boolean declaredFree,
    Price price,
    BigDecimal reservedUsd,
    State state,
    BigDecimal costUsd,
    String answer) {

  static AttemptRow read(ResultSet row, int number) throws SQLException {
    return new AttemptRow(
        row.getLong("id"),
        row.getString("task_id"),
        row.getString("purpose"),
        row.getString("subject"),
        row.getInt("step"),
        row.getInt("try"),
        row.getString("budget_path"),
        row.getBoolean("declared_free"),
        price(row),
        row.getBigDecimal("reserved_usd"),
        State.valueOf(row.getString("state")),
        row.getBigDecimal("cost_usd"),
        row.getString("answer"));
  }

  private static Price price(ResultSet row) throws SQLException {
    if (row.getString("price_row") != null) {
      return Price.kept(row.getString("price_row"));
    }
    if (row.getBigDecimal("price_input") == null) {
      return null;
    }
    // Sent before whole rows were kept.
    return new Price(
        row.getString("price_name"),
        row.getBigDecimal("price_input"),
        row.getBigDecimal("price_output"),
        row.getBigDecimal("price_cache_read"),
        row.getBigDecimal("price_cache_write"),
        null,
        null);
  }

  /** What this attempt takes of its budgets: unmeasured and unknown count as reserved. */
  BigDecimal committed() {
    return committed(state, costUsd);
  }

  BigDecimal committed(State state, BigDecimal costUsd) {
    return switch (state) {
      case FAILED -> BigDecimal.ZERO;
      case ANSWERED -> costUsd == null ? reservedUsd : costUsd;
      case SENDING, UNKNOWN -> reservedUsd;
    };
  }

  AttemptRow settled(Settled how) {
    return new AttemptRow(
        id,
        taskId,
        purpose,
        subject,
        step,
        attempt,
        budgetPath,
        declaredFree,
        price,
        reservedUsd,
        how.state(),
        how.cost().usd(),
        how.answer());
  }
}
