package dev.muster.plan;

import dev.muster.secret.Secrets;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;

/** {@code muster plan check}: needs no database and no running Muster. */
public final class PlanCheck {
  private PlanCheck() {}

  /** All faults of a plan, in the order of its files; none when it may be deployed. */
  public static List<Problem> check(Path planFile) {
    return PlanReader.check(planFile);
  }

  /** What is no fault of a plan without faults, and where its calls may fail all the same. */
  public static List<Problem> warnings(Path planFile, LocalDate today) {
    return PlanReader.warnings(
        planFile, List.of(new KeylessRule(), new Retirements(today), new SharesByRuns()));
  }

  /** The variables of a plan without faults that have no value here. */
  public static List<Problem> unset(Path planFile, Secrets secrets) {
    return PlanReader.warnings(planFile, List.of(new UnsetRule(secrets)));
  }

  /** A plan without faults. Throws {@link PlanInvalid}. */
  public static FrozenPlan read(Path planFile) {
    return PlanReader.read(planFile);
  }
}
