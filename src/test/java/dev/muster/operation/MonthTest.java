package dev.muster.operation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.Deployed;
import dev.muster.WholeMuster;
import dev.muster.agent.Run;
import dev.muster.evidence.Evidence;
import dev.muster.ledger.Ledger;
import dev.muster.ledger.Usage;
import dev.muster.plan.DeploymentPlans;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;

/** Days are measured from the ledger, alarms are raised against the plan's targets. */
@WholeMuster
class MonthTest {
  private static final Usage USAGE = new Usage(1000, 0, 0, 100, 0);
  private static final Usage DEAR = new Usage(0, 0, 0, 30_000, 0);
  @Autowired ApplicationContext muster;
  @Autowired MixFigures figures;
  @Autowired RoutingChanges changes;
  @TempDir Path folder;
  private Deployed dep;

  @Test
  void a_day_without_calls_raises_nothing_and_has_its_row() {
    deployed();
    assertThat(month(0).open(dep.id)).isEqualTo(month(3).open(dep.id));
    assertThat(month(0).measureDay(dep.id)).isEmpty();
    assertThat(day(0)).containsEntry("calls", 0L).containsEntry("alarms", "");
    assertThat((BigDecimal) day(0).get("usd")).isZero();
  }

  @Test
  void calls_of_the_rollout_do_not_count_and_those_of_the_month_do() {
    deployed("monthlyUsd: 500", "monthlyUsd: 0.5");
    var run = run();
    dep.paid(run, "opus", DEAR);
    dep.at(
        "attempt",
        "sent_at",
        "deployment_id = '" + dep.id + "'",
        Instant.now().minus(Duration.ofDays(1)));
    month(0).open(dep.id);
    assertThat(month(0).measureDay(dep.id)).as("spent before").doesNotContain("monthly-budget");

    dep.paid(run, "opus", USAGE);
    dep.bean(Ledger.class).unknown(dep.sending(run, "opus"), "cut off");
    dep.bean(Ledger.class).failed(dep.sending(run, "opus"), 500, "down");
    assertThat(month(0).measureDay(dep.id)).isEmpty();
    assertThat(day(0)).containsEntry("calls", 3L).containsEntry("input_tokens", 1000L);
    assertThat((BigDecimal) day(0).get("usd")).isEqualByComparingTo("0.0175");

    dep.paid(run(), "opus", DEAR);
    assertThat(month(0).measureDay(dep.id)).containsExactly("monthly-budget");
    assertThat(day(0)).containsEntry("alarms", "monthly-budget");
  }

  @Test
  void calls_after_the_days_measurement_are_in_its_row_the_day_after() {
    deployed();
    month(0).open(dep.id);
    month(0).measureDay(dep.id);
    dep.paid(run(), "opus", USAGE);
    month(1).measureDay(dep.id);
    assertThat(day(0)).containsEntry("calls", 1L);
    assertThat(day(1)).containsEntry("calls", 0L);
  }

  @Test
  void what_is_unmeasured_is_an_alarm_and_no_sum() {
    deployed();
    month(0).open(dep.id);
    dep.paid(run(), "opus", USAGE);
    dep.paid(run(), "opus", null);
    assertThat(month(0).measureDay(dep.id)).containsExactly("unmeasured-cost");
    assertThat(day(0)).containsEntry("unmeasured", 1L).containsEntry("usd", null);
    assertThat(month(3).measureDay(dep.id)).as("an alarm of that day").isEmpty();
  }

  @Test
  void saving_and_quality_below_the_targets_are_alarms() {
    deployed();
    month(0).open(dep.id);
    var mix = dep.closed("wave-1", 1, "builder", "build", "mix", "opus");
    dep.closed("wave-1", 1, "builder", "build", "baseline", "opus");
    assertThat(month(0).measureDay(dep.id)).containsExactly("saving-below-target");
    dep.scored(mix, "7");
    assertThat(month(0).measureDay(dep.id))
        .containsExactly("saving-below-target", "quality-below-target");
    dep.scored(mix, null);
    assertThat(figures.quality(dep.id)).as("a missing score is none").isNull();
  }

  @Test
  void a_change_is_proposed_only_from_twenty_measured_turns_of_both_models() {
    deployed();
    var other = run();
    for (int i = 0; i < 20; i++) {
      dep.paid(other, "llama", USAGE);
    }
    var run = run();
    for (int i = 0; i < 19; i++) {
      dep.paid(run, "opus", USAGE);
    }
    dep.paid(run, "opus", null);
    assertThat(month(0).reviewWeek(dep.id)).as("19 and one unmeasured").isFalse();
    assertThat(changes.propose(dep.id)).isFalse();
    assertThat(changes.proposed(dep.id)).isEmpty();

    dep.paid(run, "opus", USAGE);
    assertThat(month(0).reviewWeek(dep.id)).isTrue();
    assertThat(changes.propose(dep.id)).isTrue();
    assertThat(changes.propose(dep.id)).as("delivered again").isTrue();
    assertThat(changes.proposed(dep.id))
        .startsWith("Move 10 points of builder's mix from opus to llama: a turn of llama");
    assertThat(states()).containsEntry("PROPOSED", 1L);

    changes.apply(dep.id);
    assertThat(states()).containsEntry("APPLIED", 1L);
    assertThat(changes.measure(dep.id)).as("no quality measured").isFalse();
    changes.revert(dep.id);
    assertThat(states()).doesNotContainKeys("APPLIED", "PROPOSED");

    changes.propose(dep.id);
    changes.apply(dep.id);
    assertThat(states()).as("a rejected one stays out").containsEntry("APPLIED", 1L);
    dep.checked(run, true);
    dep.scored(run, "8");
    dep.bean(dev.muster.agent.Runs.class).close(run.id());
    assertThat(changes.measure(dep.id)).isTrue();
    assertThat(states()).containsEntry("KEPT", 1L);
  }

  /** A session is a whole run: in a mix with one, models are compared by their runs. */
  @Test
  void a_model_that_works_through_a_cli_is_compared_by_its_runs() {
    deployed(
        "prices:\n",
        """
          worker:
            cli: qwen-code
            via: vendor
            version: "1.0.0"
            provider: alibaba
            family: qwen
            id: worker-1
            billing: free
            maxInputTokens: 100000
            maxOutputTokens: 10000
            strength: 5
        prices:
        """,
        "{kind: qwen-code,",
        "{kind: qwen-code, command: qwen,",
        "mix: {opus: 60, llama: 40}",
        "mix: {opus: 50, worker: 50}",
        "{name: think, model: opus,",
        "{name: think,");
    for (int i = 0; i < 20; i++) {
      assertThat(figures.better(dep.id)).as("after %d runs", i).isEmpty();
      var run = run();
      if (run.model().equals("worker")) {
        dep.worked(run, "worker", USAGE);
      } else {
        dep.paid(run, "opus", USAGE);
      }
      dep.bean(dev.muster.agent.Runs.class).close(run.id());
    }
    assertThat(figures.better(dep.id))
        .hasValueSatisfying(
            better -> {
              assertThat(better.from() + " " + better.to()).isEqualTo("opus worker");
              assertThat(better.reason())
                  .startsWith("a run of worker cost 0")
                  .contains("over 10 runs, one of opus");
            });

    var helped = dep.bean(dev.muster.agent.Runs.class).of(dep.id).get(0);
    said(helped, "llama");
    assertThat(figures.better(dep.id)).as("one run was not its model's alone").isEmpty();
  }

  /** In its place, while it could not answer. */
  private void said(Run run, String model) {
    dep.jdbc()
        .sql(
            "insert into muster.message(run_id, number, role, model, body, said_at) values"
                + " (?, 1, 'assistant', ?, '{}', now())")
        .params(run.id(), model)
        .update();
  }

  @Test
  void models_that_cost_the_same_are_not_exchanged() {
    deployed("billing: metered", "billing: free", "    price: claude-opus-5\n", "");
    var run = run();
    var other = run();
    for (int i = 0; i < 20; i++) {
      dep.paid(run, "llama", USAGE);
      dep.paid(other, "opus", USAGE);
    }
    assertThat(figures.better(dep.id)).isEmpty();
  }

  private void deployed(String... changed) {
    dep = Deployed.in(muster, folder, changed);
  }

  private Run run() {
    return dep.run("wave-1", 1, "builder", "build", "mix");
  }

  private Month month(int daysLater) {
    return new MeasuredMonth(
        dep.jdbc(),
        dep.bean(Ledger.class),
        dep.bean(DeploymentPlans.class),
        figures,
        dep.bean(Evidence.class),
        Clock.offset(Clock.systemUTC(), Duration.ofDays(daysLater)));
  }

  private Map<String, Object> day(int daysLater) {
    return dep.jdbc()
        .sql("select * from muster.operation_day where deployment_id = ? and day = ?")
        .params(dep.id, LocalDate.now(ZoneOffset.UTC).plusDays(daysLater))
        .query()
        .singleRow();
  }

  private Map<String, Long> states() {
    var states = new java.util.TreeMap<String, Long>();
    dep.jdbc()
        .sql("select state from muster.routing_change where deployment_id = ?")
        .param(dep.id)
        .query(String.class)
        .list()
        .forEach(state -> states.merge(state, 1L, Long::sum));
    return states;
  }
}
