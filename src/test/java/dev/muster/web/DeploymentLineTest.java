package dev.muster.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.ledger.Spending;
import java.math.BigDecimal;
import java.util.List;
import org.junit.jupiter.api.Test;

class DeploymentLineTest {

  @Test
  void one_answer_without_a_cost_hides_nothing_of_what_the_others_cost() {
    var half = spending(null, "50", "0", 1);
    var whole = spending("2", "2", "0.5", 0);

    var line = DeploymentLine.of(null, List.of(), List.of(half, whole), 0);
    assertThat(line.usd()).isEqualByComparingTo("52.5");
    assertThat(line.unmeasured()).isEqualTo(1);
  }

  private static Spending spending(String cost, String measured, String unknown, long unmeasured) {
    return new Spending(
        "builder",
        "mix",
        "sonnet",
        "turn",
        100,
        0,
        0,
        cost == null ? null : new BigDecimal(cost),
        new BigDecimal(measured),
        new BigDecimal(unknown),
        unmeasured,
        0,
        0);
  }
}
