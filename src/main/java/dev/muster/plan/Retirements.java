package dev.muster.plan;

import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/** Models of a plan that their providers no longer serve, or soon will not. */
public final class Retirements implements PlanRule {
  /** Time enough to propose, try and approve another model. */
  private static final int SOON_DAYS = 60;

  private static final String MEND = "replace it";
  private final LocalDate today;

  Retirements(LocalDate today) {
    this.today = today;
  }

  private record Told(String model, String what, String why) {}

  /** What to tell of each, in the order of use. A date alone stops nothing: the calls will. */
  public static List<String> of(Plan plan, LocalDate today) {
    return told(plan, today).stream()
        .map(told -> "Model " + told.what() + ", " + told.why() + ": " + MEND + ".")
        .toList();
  }

  @Override
  public void check(Draft draft) {
    for (var told : told(PlanBuilding.build(draft), today)) {
      var where = draft.plan().at("models").at(told.model()).at("retires").where();
      draft.problems().add(where, "model " + told.what(), told.why(), MEND);
    }
  }

  private static List<Told> told(Plan plan, LocalDate today) {
    return plan.modelsServing().stream()
        .map(plan.models()::get)
        .flatMap(model -> told(model, today).stream())
        .toList();
  }

  private static Optional<Told> told(Model model, LocalDate today) {
    if (model.retires() == null) {
      return Optional.empty();
    }
    long days = ChronoUnit.DAYS.between(today, model.retires());
    var what = model.name() + " (" + model.id() + ") ";
    if (days <= 0) {
      return Optional.of(
          new Told(
              model.name(),
              what + "was retired on " + model.retires(),
              "so it may fail, or another may answer"));
    }
    return days <= SOON_DAYS
        ? Optional.of(new Told(model.name(), what + "is retired on " + model.retires(), in(days)))
        : Optional.empty();
  }

  private static String in(long days) {
    return days == 1 ? "in 1 day" : "in " + days + " days";
  }
}
