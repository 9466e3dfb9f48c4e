package dev.muster.plan;

import java.nio.file.Path;
import java.util.List;

/** {@code muster plan check}: needs no database and no running Muster. */
public final class PlanCheck {
  private PlanCheck() {}

  /** All faults of a plan, in the order of its files; none when it may be deployed. */
  public static List<Problem> check(Path planFile) {
    return PlanReader.check(planFile);
  }

  /** A plan without faults. Throws {@link PlanInvalid}. */
  public static FrozenPlan read(Path planFile) {
    return PlanReader.read(planFile);
  }
}
