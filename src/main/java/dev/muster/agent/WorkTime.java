package dev.muster.agent;

import dev.muster.ledger.BudgetExhausted;
import dev.muster.plan.DeploymentPlans;
import dev.muster.plan.WorkLimit;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Optional;

/**
 * The wall time of the budget tree above a run. Time passes whether or not anybody reserves it, so
 * it is measured before each call, and a call that has begun is not cut off.
 */
final class WorkTime {
  private static final BigDecimal CALL = BigDecimal.valueOf(TurnRequests.TIMEOUT.toMinutes());
  private final RunTable table;
  private final DeploymentPlans plans;

  WorkTime(RunTable table, DeploymentPlans plans) {
    this.table = table;
    this.plans = plans;
  }

  /** The first node from the root whose minutes are used up. */
  Optional<BudgetExhausted> exhausted(Run run) {
    var plan = plans.of(run.deploymentId()).plan();
    var budget = plan.budget();
    var phase = run.deploymentId() + "/" + run.phase();
    var agent = plan.agents().get(run.agent()).budget().all();
    return over(run, budget.deployment(), run.deploymentId(), null, null)
        .or(() -> over(run, budget.phases().get(run.phase()), phase, run.phase(), null))
        .or(() -> over(run, agent, phase + "/" + run.agent(), run.phase(), run.agent()));
  }

  private Optional<BudgetExhausted> over(
      Run run, WorkLimit limit, String node, String phase, String agent) {
    if (limit == null || limit.minutes() == null) {
      return Optional.empty();
    }
    var left = limit.minutes() - table.minutes(run.deploymentId(), phase, agent);
    return left > 0 ? Optional.empty() : Optional.of(refused(node, left));
  }

  private static BudgetExhausted refused(String node, double left) {
    var shown = BigDecimal.valueOf(left).setScale(1, RoundingMode.FLOOR);
    return new BudgetExhausted(node, "minutes", CALL, shown);
  }
}
