package dev.muster.deployment;

import dev.muster.evaluation.Comparison.Arm;
import java.util.Map;

/** Why a figure is not there. */
final class Missing {
  static final String NO_PLAN = "no plan is frozen";

  private Missing() {}

  /** Notes the reason of a figure that is null. */
  static void note(Map<String, String> why, String field, Object figure, String reason) {
    if (figure == null) {
      why.put(field, reason == null ? "no measurement was stored" : reason);
    }
  }

  static String comparison(Arm mix, Arm baseline) {
    if (mix.usd() == null) {
      return mix.unmeasured();
    }
    return baseline.usd() == null ? baseline.unmeasured() : "the baseline arm cost nothing";
  }

  /**
   * @param incomplete which runs are missing; null when none are
   */
  static String score(String incomplete) {
    return incomplete == null ? "the judge gave a run no score" : incomplete;
  }
}
