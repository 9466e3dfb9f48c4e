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
    String agent,
    String model,
    int step,
    int attempt,
    String budgetPath,
    boolean declaredFree,
    Price price,
    Amount reserved,
    State state,
    BigDecimal costUsd,
    BigDecimal seenUsd,
    Long usedTokens,
    String answer) {

  static AttemptRow read(ResultSet row, int number) throws SQLException {
    return new AttemptRow(
        row.getLong("id"),
        row.getString("task_id"),
        row.getString("purpose"),
        row.getString("subject"),
        row.getString("agent"),
        row.getString("model"),
        row.getInt("step"),
        row.getInt("try"),
        row.getString("budget_path"),
        row.getBoolean("declared_free"),
        price(row),
        new Amount(
            row.getBigDecimal("reserved_usd"),
            row.getLong("reserved_tokens"),
            CallRequest.turns(row.getString("purpose"))),
        State.valueOf(row.getString("state")),
        row.getBigDecimal("cost_usd"),
        row.getBigDecimal("seen_usd"),
        tokens(History.usage(row)),
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
  Amount committed() {
    return switch (state) {
      case FAILED -> Amount.NONE;
      case ANSWERED ->
          new Amount(
              costUsd == null ? reserved.usd() : costUsd,
              usedTokens == null ? reserved.tokens() : usedTokens,
              reserved.turns());
      case SENDING -> reserved;
      case UNKNOWN -> atLeastSeen();
    };
  }

  /** What came of a broken stream is no bound: the rest may have been made, too. */
  private Amount atLeastSeen() {
    return new Amount(
        seenUsd == null ? reserved.usd() : reserved.usd().max(seenUsd),
        usedTokens == null ? reserved.tokens() : Math.max(reserved.tokens(), usedTokens),
        reserved.turns());
  }

  private static Long tokens(Usage usage) {
    return usage == null ? null : usage.total();
  }

  /** Null when it stayed within what was reserved for it. */
  Overrun overrun() {
    var usd = costUsd == null ? seenUsd : costUsd;
    boolean dearer = usd != null && usd.compareTo(reserved.usd()) > 0;
    // Nobody bounds the tokens of a session at its vendor.
    boolean bounded = reserved.tokens() > 0 && !purpose.equals(Attempt.SESSION);
    boolean longer = bounded && usedTokens != null && usedTokens > reserved.tokens();
    return dearer || longer
        ? new Overrun(
            id,
            Budgets.nodes(budgetPath).get(0),
            budgetPath,
            model,
            reserved.usd(),
            reserved.tokens(),
            usd,
            usedTokens)
        : null;
  }

  AnsweredByAnother byAnother(String answeredAs) {
    return new AnsweredByAnother(
        id, Budgets.nodes(budgetPath).get(0), budgetPath, model, answeredAs);
  }

  /** Null when there is no answer: what broke or is unknown is not paid, as far as is known. */
  AnswerCost answerCost() {
    return state == State.ANSWERED ? new AnswerCost(model, agent, purpose, costUsd) : null;
  }

  AttemptRow settled(Settled how) {
    return new AttemptRow(
        id,
        taskId,
        purpose,
        subject,
        agent,
        model,
        step,
        attempt,
        budgetPath,
        declaredFree,
        price,
        reserved,
        how.state(),
        how.cost().usd(),
        how.seenUsd(),
        tokens(how.usage()),
        how.answer());
  }
}
