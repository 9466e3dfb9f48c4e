package dev.muster.routing;

import dev.muster.plan.Model;
import dev.muster.plan.Task;
import java.math.BigDecimal;
import java.util.List;

/** Rules of routing.dmn, which operators edit; the engine evaluates them. */
public interface HardRules {

  /** What the rules say of a turn or of a whole run. */
  Rule rule(Asked asked);

  /**
   * What the rules may ask about.
   *
   * @param kind of the task; null: the plan does not say
   * @param dataClass of the task; null: the plan does not say
   * @param usdLeft at the tightest budget of the run; null: none is limited
   */
  record Asked(
      String role, String task, String phase, String kind, String dataClass, BigDecimal usdLeft) {

    /** All that a task says of itself. */
    public static Asked of(String role, Task task, String phase, BigDecimal usdLeft) {
      return new Asked(role, task.name(), phase, task.kind(), task.dataClass(), usdLeft);
    }
  }

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
