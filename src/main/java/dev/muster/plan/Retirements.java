package dev.muster.plan;

import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/** Models of a plan that their providers no longer serve, or soon will not. */
public final class Retirements {
  /** Time enough to propose, try and approve another model. */
  private static final int SOON_DAYS = 60;

  private Retirements() {}

  /** What to tell of each, in the order of use. A date alone stops nothing: the calls will. */
  public static List<String> of(Plan plan, LocalDate today) {
    return plan.modelsInUse().stream()
        .map(plan.models()::get)
        .flatMap(model -> told(model, today).stream())
        .toList();
  }

  private static Optional<String> told(Model model, LocalDate today) {
    if (model.retires() == null) {
      return Optional.empty();
    }
    long days = ChronoUnit.DAYS.between(today, model.retires());
    var what = "Model " + model.name() + " (" + model.id() + ") ";
    if (days <= 0) {
      return Optional.of(
          what + "was retired on " + model.retires() + ": it may fail, or another may answer.");
    }
    return days <= SOON_DAYS
        ? Optional.of(
            what + "is retired on " + model.retires() + ", in " + days + " days: replace it.")
        : Optional.empty();
  }
}
