package dev.muster.routing;

import dev.muster.plan.Model;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;

/** Rules of routing.dmn, which operators edit; the engine evaluates them. */
public interface HardRules {

  /** The model that this role must use for this task in this phase; empty: the mix decides. */
  Optional<String> model(String role, String task, String phase);

  /** What the rules say with all that is known. */
  default Rule rule(Asked asked) {
    return new Rule(model(asked.role(), asked.task(), asked.phase()).orElse(null), List.of());
  }

  /**
   * What the rules may ask about.
   *
   * @param kind of the task; null: the plan does not say
   * @param dataClass of the task; null: the plan does not say
   * @param usdLeft at the tightest budget of the run; null: none is limited
   */
  record Asked(
      String role, String task, String phase, String kind, String dataClass, BigDecimal usdLeft) {}

  /**
   * What the rules say.
   *
   * @param model that must answer; null: the mix decides
   * @param only models and families that may answer; empty: all
   */
  record Rule(String model, List<String> only) {

    /** Whether {@code only} lets this model answer. */
    public boolean allows(Model asked) {
      return only.isEmpty() || only.contains(asked.name()) || only.contains(asked.family());
    }

    /** What is said of a model that is not allowed. */
    String forbids() {
      return "routing.dmn allows only " + String.join(", ", only);
    }
  }
}
