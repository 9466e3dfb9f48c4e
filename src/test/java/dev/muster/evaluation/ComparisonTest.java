package dev.muster.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.Deployed;
import dev.muster.WholeMuster;
import dev.muster.agent.Run;
import dev.muster.deployment.DeploymentIds;
import dev.muster.ledger.Ledger;
import dev.muster.ledger.Usage;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;

/** Law 2: what is not measured is missing, never free. */
@WholeMuster
class ComparisonTest {
  private static final Usage USAGE = new Usage(1000, 0, 0, 100, 0);
  @Autowired ApplicationContext muster;
  @Autowired Comparison comparison;
  @TempDir Path folder;
  private Deployed dep;
  private Run run;

  @BeforeEach
  void open() {
    dep = Deployed.in(muster, folder);
    run = dep.run("wave-1", 1, "builder", "build", "mix");
  }

  @Test
  void turns_count_at_their_price_the_unknown_at_their_reservation_the_failed_at_nothing() {
    dep.paid(run, "opus", USAGE);
    dep.paid(run, "llama", USAGE);
    dep.bean(Ledger.class).unknown(dep.sending(run, "opus"), "cut off");
    dep.bean(Ledger.class).failed(dep.sending(run, "opus"), 400, "no");

    var arm = comparison.of(dep.id, List.of(run.id()));
    // 1,000 tokens at 5 and 100 at 25 are 0.0075; a free model is 0; 0.01 was reserved.
    assertThat(arm.usd()).isEqualByComparingTo("0.0175");
    assertThat(arm.unmeasured()).isNull();
    assertThat(arm.inputTokens()).isEqualTo(2000);
    assertThat(arm.outputTokens()).isEqualTo(200);
  }

  /** Who ran first in a month is not the cheaper one for it. */
  @Test
  void what_a_subscription_includes_counts_in_a_comparison_as_if_it_were_billed() {
    var plan = DeploymentIds.fresh();
    var including =
        Deployed.in(
            muster,
            folder,
            "output: 25.00,",
            "output: 25.00, included: {usd: 0.01, plan: %s},".formatted(plan));
    var covered = including.run("wave-1", 1, "builder", "build", "mix");
    including.paid(covered, "opus", USAGE);
    including.paid(covered, "opus", USAGE);

    assertThat(comparison.of(including.id, List.of(covered.id())).usd())
        .as("0.01 of 0.015 is included")
        .isEqualByComparingTo("0.015");
    assertThat(including.bean(Ledger.class).attempts(including.id))
        .extracting(a -> a.costUsd().stripTrailingZeros().toPlainString())
        .as("what is spent stays what is billed")
        .containsExactly("0", "0.005");
  }

  @Test
  void one_answer_without_usage_makes_the_cost_unmeasured() {
    dep.paid(run, "opus", USAGE);
    dep.paid(run, "opus", null);
    var arm = comparison.of(dep.id, List.of(run.id()));
    assertThat(arm.usd()).isNull();
    assertThat(arm.unmeasured()).startsWith("opus: ");
  }

  @Test
  void a_vendors_session_is_in_its_arms_cost_and_one_without_usage_leaves_none() {
    dep.paid(run, "opus", USAGE);
    dep.worked(run, "opus", new Usage(10_000, 0, 0, 1_000, 0));
    var arm = comparison.of(dep.id, List.of(run.id()));
    assertThat(arm.usd())
        .as("0.0075 by the turn, 0.075 by the session")
        .isEqualByComparingTo("0.0825");
    assertThat(arm.inputTokens()).isEqualTo(11_000);
    assertThat(arm.outputTokens()).isEqualTo(1_100);

    dep.worked(run, "opus", null);
    assertThat(comparison.of(dep.id, List.of(run.id())))
        .matches(a -> a.usd() == null && a.unmeasured().startsWith("opus: "));
  }

  @Test
  void a_run_of_a_session_alone_was_answered() {
    dep.worked(run, "opus", USAGE);
    assertThat(comparison.of(dep.id, List.of(run.id())).usd()).isEqualByComparingTo("0.0075");
  }

  @Test
  void an_answer_of_another_model_makes_the_cost_unmeasured() {
    dep.bean(Ledger.class).answered(dep.sending(run, "opus"), "other", false, USAGE, "{}");
    var arm = comparison.of(dep.id, List.of(run.id()));
    assertThat(arm.usd()).isNull();
    assertThat(arm.unmeasured()).contains("other");
  }

  @Test
  void without_an_answer_nothing_was_measured() {
    dep.bean(Ledger.class).failed(dep.sending(run, "opus"), 500, "down");
    assertThat(comparison.of(dep.id, List.of(run.id())).unmeasured())
        .isEqualTo("no call was answered");
    var none = comparison.of(dep.id, List.of());
    assertThat(none)
        .matches(a -> a.usd() == null && a.quality() == null && a.checksPercent() == null);
  }

  @Test
  void a_run_without_score_or_check_leaves_the_arm_without() {
    var other = dep.run("wave-1", 1, "builder", "build", "mix");
    dep.scored(run, "9");
    dep.checked(run, true);
    var both = List.of(run.id(), other.id());
    assertThat(comparison.of(dep.id, both))
        .matches(a -> a.quality() == null && a.checksPercent() == null);

    dep.scored(other, null);
    dep.checked(other, false);
    assertThat(comparison.of(dep.id, both).quality()).as("an unreadable score is none").isNull();
    assertThat(comparison.of(dep.id, both).checksPercent()).isEqualByComparingTo("50");

    dep.scored(other, "8");
    assertThat(comparison.of(dep.id, both).quality()).isEqualByComparingTo("8.5");
  }
}
