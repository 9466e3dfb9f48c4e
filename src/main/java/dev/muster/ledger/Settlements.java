package dev.muster.ledger;

import dev.muster.ledger.Attempt.State;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Settles a group of attempts inside one transaction, with the same order of locks as opening. */
final class Settlements {
  private final Attempts attempts;
  private final Budgets budgets;
  private final Credits credits;

  Settlements(Attempts attempts, Budgets budgets, Credits credits) {
    this.credits = credits;
    this.attempts = attempts;
    this.budgets = budgets;
  }

  /**
   * @param how computed from the locked row, whose price was written when it was sent
   */
  record Settlement(long attemptId, Function<AttemptRow, Settled> how) {}

  /** Each as it stands now, or null when its end was known before. */
  List<Outcome<AttemptRow>> settle(List<Settlement> group, Instant now) {
    var rows = new HashMap<Long, AttemptRow>();
    attempts
        .lock(group.stream().map(Settlement::attemptId).toList())
        .forEach(row -> rows.put(row.id(), row));
    var balances = budgets.lock(rows.values().stream().map(AttemptRow::budgetPath).toList());
    var month = credits.lock(rows.values(), now);
    var settled = new HashMap<Long, Settled>();
    var outcomes = group.stream().map(s -> settle(s, rows, balances, month, settled)).toList();
    attempts.settle(settled, now);
    budgets.save(balances);
    credits.save(month);
    return outcomes;
  }

  private static Outcome<AttemptRow> settle(
      Settlement settlement,
      Map<Long, AttemptRow> rows,
      Balances balances,
      Credits.Month month,
      Map<Long, Settled> settled) {
    var row = rows.get(settlement.attemptId());
    if (row == null) {
      return Outcome.failed(new IllegalArgumentException("no attempt " + settlement.attemptId()));
    }
    var how = settlement.how().apply(row);
    if (follows(row.state(), how.state())) {
      how = month.covered(row, how);
      var after = row.settled(how);
      balances.change(row.budgetPath(), after.committed().minus(row.committed()));
      rows.put(row.id(), after);
      settled.put(row.id(), how);
      return Outcome.of(after);
    }
    return Outcome.of(null);
  }

  /** What is known never becomes unknown; a late word about an UNKNOWN attempt is welcome. */
  private static boolean follows(State before, State after) {
    return before == State.SENDING || (before == State.UNKNOWN && after != State.UNKNOWN);
  }
}
