package dev.muster.agent;

import dev.muster.ledger.BudgetExhausted;
import dev.muster.plan.DeploymentPlans;
import dev.muster.plan.WorkLimit;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;

/**
 * The wall time of the budget tree above a run. Time passes whether or not anybody reserves it, so
 * it is measured before each call, and a call that has begun is not cut off. A session is no call:
 * it gets what is left.
 */
final class WorkTime {
  private static final BigDecimal CALL = BigDecimal.valueOf(TurnRequests.TIMEOUT.toMinutes());
  private final RunTime time;
  private final DeploymentPlans plans;

  WorkTime(RunTime time, DeploymentPlans plans) {
    this.time = time;
    this.plans = plans;
  }

  private record Node(String path, WorkLimit limit, String phase, String agent) {}

  /** Those above the run that limit minutes, from the root. */
  private List<Node> nodes(Run run) {
    var plan = plans.of(run.deploymentId()).plan();
    var budget = plan.budget();
    var phase = run.deploymentId() + "/" + run.phase();
    var agent = plan.agents().get(run.agent()).budget().all();
    return Stream.of(
            new Node(run.deploymentId(), budget.deployment(), null, null),
            new Node(phase, budget.phases().get(run.phase()), run.phase(), null),
            new Node(phase + "/" + run.agent(), agent, run.phase(), run.agent()))
        .filter(node -> node.limit() != null && node.limit().minutes() != null)
        .toList();
  }

  private double left(Run run, Node node) {
    return node.limit().minutes() - time.minutes(run.deploymentId(), node.phase(), node.agent());
  }

  /** The first node from the root whose minutes are used up. */
  Optional<BudgetExhausted> exhausted(Run run) {
    return nodes(run).stream()
        .filter(node -> left(run, node) <= 0)
        .findFirst()
        .map(node -> refused(node.path(), left(run, node)));
  }

  /** The fewest minutes that a node above the run has left; empty when none limits them. */
  OptionalDouble left(Run run) {
    return nodes(run).stream().mapToDouble(node -> left(run, node)).min();
  }

  private static BudgetExhausted refused(String node, double left) {
    var shown = BigDecimal.valueOf(left).setScale(1, RoundingMode.FLOOR);
    return new BudgetExhausted(node, "minutes", CALL, shown);
  }
}
