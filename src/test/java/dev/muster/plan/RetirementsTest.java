package dev.muster.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.LocalDate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A provider's date is told in time. */
class RetirementsTest {
  @TempDir Path folder;

  @Test
  void a_model_in_use_is_told_sixty_days_before_and_ever_after() {
    var plan = plan("strength: 100", "strength: 100\n    retires: 2027-01-31");

    assertThat(Retirements.of(plan, LocalDate.of(2026, 12, 1))).isEmpty();
    assertThat(Retirements.of(plan, LocalDate.of(2026, 12, 2)))
        .containsExactly(
            "Model opus (claude-opus-5) is retired on 2027-01-31, in 60 days: replace it.");
    assertThat(Retirements.of(plan, LocalDate.of(2027, 1, 31)))
        .containsExactly(
            "Model opus (claude-opus-5) was retired on 2027-01-31, so it may fail, or another may"
                + " answer: replace it.");
  }

  @Test
  void a_model_that_nobody_uses_may_retire() {
    var plan = plan("example: true", "example: true\n    retires: 2020-01-01");
    assertThat(Retirements.of(plan, LocalDate.of(2026, 12, 1))).isEmpty();
  }

  private Plan plan(String old, String with) {
    return PlanReader.read(new SmallPlan(folder).with(old, with).file()).plan();
  }
}
