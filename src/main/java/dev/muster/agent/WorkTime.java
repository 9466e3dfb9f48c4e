package dev.muster.agent;

import dev.muster.ledger.BudgetExhausted;
import dev.muster.plan.DeploymentPlans;
import dev.muster.plan.WorkLimit;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The wall time of the budget tree above a run. Time passes whether or not anybody reserves it, so
 * it is measured before each call, and a call that has begun is not cut off. A session is no call:
 * it gets what is left, but for what others at work may still take of it.
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

  /**
   * What one session may have of a node.
   *
   * @param node of the budget tree
   * @param held minutes of it that others at work may still take
   */
  record Share(String node, double minutes, double held) {}

  /**
   * The least that a session of the run may have of a node above it; empty when none limits
   * minutes.
   */
  Optional<Share> share(Run run) {
    return nodes(run).stream()
        .map(node -> share(run, node))
        .min(Comparator.comparingDouble(Share::minutes));
  }

  private Share share(Run run, Node node) {
    var held = time.held(run, node.phase(), node.agent());
    return new Share(node.path(), left(run, node) - held, held);
  }

  private static BudgetExhausted refused(String node, double left) {
    var shown = BigDecimal.valueOf(left).setScale(1, RoundingMode.FLOOR);
    return new BudgetExhausted(node, "minutes", CALL, shown);
  }
}
