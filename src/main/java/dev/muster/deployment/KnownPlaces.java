package dev.muster.deployment;

import dev.muster.plan.FrozenPlan;
import dev.muster.plan.PlanInvalid;
import dev.muster.plan.Problem;
import dev.muster.secret.Secrets;
import org.springframework.stereotype.Component;

/**
 * The places that a plan refers to, such as {@code ${MUSTER_SITE_URL}}, have to be known before it
 * starts: without them its agents would fail one by one, after they have cost something.
 */
@Component
class KnownPlaces {
  private final Secrets secrets;

  KnownPlaces(Secrets secrets) {
    this.secrets = secrets;
  }

  /** Throws {@link PlanInvalid} with every place that this node does not know. */
  void require(String planFile, FrozenPlan plan) {
    var unknown =
        plan.places().stream()
            .filter(place -> !secrets.missing(place).isEmpty())
            .map(place -> problem(planFile, place))
            .toList();
    if (!unknown.isEmpty()) {
      throw new PlanInvalid(unknown);
    }
  }

  private static Problem problem(String planFile, String place) {
    var name = place.substring(2, place.length() - 1);
    return new Problem(
        planFile,
        0,
        place + " has no value here",
        "the plan or its prompts refer to it",
        "set " + name + " in the environment of ./muster serve");
  }
}
