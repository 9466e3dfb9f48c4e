package dev.muster.agent;

import dev.muster.ledger.Ledger;
import dev.muster.ledger.Limits;
import dev.muster.plan.Model;
import dev.muster.plan.Plan;
import org.springframework.stereotype.Component;

/** What a run and its agent may take, as nodes of the budget tree. */
@Component
class RunBudgets {
  private final Ledger ledger;

  RunBudgets(Ledger ledger) {
    this.ledger = ledger;
  }

  /** Before anything is given to the run. */
  void declare(Run run, Plan plan) {
    var budget = plan.agents().get(run.agent()).budget();
    var node = run.budgetPath();
    var all = budget.all();
    ledger.declareBudget(
        node.substring(0, node.lastIndexOf('/')),
        new Limits(
            budget.usd(), all == null ? null : all.tokens(), all == null ? null : all.turns()));
    declare(run, plan, (long) budget.maxTurns());
  }

  /**
   * A model has the run from now on. Only calls that the ledger sees are its turns: at its vendor a
   * CLI counts its own, and a whole session is there as one attempt.
   *
   * @param turnsLeft of the run, over all who had it
   */
  void given(Run run, Plan plan, String name, int turnsLeft) {
    var model = plan.models().get(name);
    boolean vendor = model.cli() != null && model.cli().via() == Model.Via.VENDOR;
    declare(run, plan, vendor ? null : ledger.committedTurns(run.budgetPath()) + turnsLeft);
  }

  private void declare(Run run, Plan plan, Long turns) {
    var budget = plan.agents().get(run.agent()).budget();
    ledger.declareBudget(run.budgetPath(), new Limits(budget.runUsd(), budget.runTokens(), turns));
  }
}
