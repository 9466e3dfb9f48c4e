package dev.muster.operation;

import dev.muster.evidence.Evidence;
import dev.muster.ledger.Attempt;
import dev.muster.ledger.Ledger;
import dev.muster.plan.DeploymentPlans;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;

/** Measures each day from the ledger alone and raises alarms against the plan's targets. */
@Service
class MeasuredMonth implements Month {
  private static final int DAYS = 30;

  private final JdbcClient jdbc;
  private final Ledger ledger;
  private final DeploymentPlans plans;
  private final MixFigures figures;
  private final Evidence evidence;
  private final Clock clock;

  MeasuredMonth(
      JdbcClient jdbc,
      Ledger ledger,
      DeploymentPlans plans,
      MixFigures figures,
      Evidence evidence,
      Clock clock) {
    this.jdbc = jdbc;
    this.ledger = ledger;
    this.plans = plans;
    this.figures = figures;
    this.evidence = evidence;
    this.clock = clock;
  }

  @Override
  public String open(String deploymentId) {
    var now = clock.instant();
    jdbc.sql(
            "insert into muster.operation_month(deployment_id, opened_at, ends_at)"
                + " values (?, ?, ?) on conflict do nothing")
        .params(deploymentId, utc(now), utc(now.plus(DAYS, ChronoUnit.DAYS)))
        .update();
    var ends =
        jdbc.sql("select ends_at from muster.operation_month where deployment_id = ?")
            .param(deploymentId)
            .query(OffsetDateTime.class)
            .single();
    return ends.toInstant().truncatedTo(ChronoUnit.SECONDS).toString();
  }

  @Override
  public List<String> measureDay(String deploymentId) {
    var today = day(clock.instant());
    var month = sinceOpening(deploymentId);
    var alarms = alarms(deploymentId, month);
    // The day before is written again: calls after its measurement belong to it.
    for (var day : List.of(today.minusDays(1), today)) {
      var calls = month.stream().filter(a -> day(a.sentAt()).equals(day)).toList();
      if (day.equals(today) || !calls.isEmpty()) {
        store(deploymentId, day, calls, day.equals(today) ? alarms : null);
      }
    }
    evidence.append(deploymentId, "day-measured", today.toString(), Map.of("alarms", alarms));
    return alarms;
  }

  private static LocalDate day(Instant at) {
    return LocalDate.ofInstant(at, ZoneOffset.UTC);
  }

  /** The rollout has budgets of its own: the month counts from its opening. */
  private List<Attempt> sinceOpening(String deploymentId) {
    var opened =
        jdbc.sql("select opened_at from muster.operation_month where deployment_id = ?")
            .param(deploymentId)
            .query(OffsetDateTime.class)
            .single()
            .toInstant();
    return ledger.attempts(deploymentId).stream()
        .filter(a -> !a.sentAt().isBefore(opened))
        .toList();
  }

  private static boolean unmeasured(Attempt attempt) {
    return attempt.state() == Attempt.State.ANSWERED && attempt.costUsd() == null;
  }

  private static BigDecimal spent(List<Attempt> calls) {
    return calls.stream().map(Attempt::countedUsd).reduce(BigDecimal.ZERO, BigDecimal::add);
  }

  private List<String> alarms(String deploymentId, List<Attempt> month) {
    var targets = plans.of(deploymentId).plan().operation();
    var alarms = new ArrayList<String>();
    var dayAgo = clock.instant().minus(1, ChronoUnit.DAYS);
    if (month.stream().anyMatch(a -> unmeasured(a) && a.sentAt().isAfter(dayAgo))) {
      alarms.add("unmeasured-cost");
    }
    if (spent(month).compareTo(targets.monthlyUsd()) > 0) {
      alarms.add("monthly-budget");
    }
    var saving = figures.savingPercent(deploymentId);
    if (saving != null && saving.compareTo(targets.targetSavingLow()) < 0) {
      alarms.add("saving-below-target");
    }
    var quality = figures.quality(deploymentId);
    if (quality != null && quality.compareTo(targets.minQuality()) < 0) {
      alarms.add("quality-below-target");
    }
    return alarms;
  }

  /**
   * @param alarms null: those of the day's own measurement stay
   */
  private void store(String deploymentId, LocalDate day, List<Attempt> calls, List<String> alarms) {
    var measured = calls.stream().filter(a -> a.usage() != null).toList();
    var unmeasured = calls.stream().filter(MeasuredMonth::unmeasured).count();
    var usd = unmeasured == 0 ? spent(calls) : null;
    jdbc.sql(
            "insert into muster.operation_day(deployment_id, day, calls, input_tokens,"
                + " output_tokens, usd, unmeasured, alarms, measured_at)"
                + " values (?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict (deployment_id, day) do update"
                + " set calls = excluded.calls, input_tokens = excluded.input_tokens,"
                + " output_tokens = excluded.output_tokens, usd = excluded.usd,"
                + " unmeasured = excluded.unmeasured, alarms = case when ? then"
                + " muster.operation_day.alarms else excluded.alarms end,"
                + " measured_at = excluded.measured_at")
        .param(deploymentId)
        .param(day)
        .param(calls.size())
        .param(measured.stream().mapToLong(a -> a.usage().totalInput()).sum())
        .param(measured.stream().mapToLong(a -> a.usage().totalOutput()).sum())
        .param(usd)
        .param(unmeasured)
        .param(alarms == null ? "" : String.join(",", alarms))
        .param(utc(clock.instant()))
        .param(alarms == null)
        .update();
  }

  @Override
  public boolean reviewWeek(String deploymentId) {
    return figures.better(deploymentId).isPresent();
  }

  @Override
  public void close(String deploymentId) {
    jdbc.sql("update muster.operation_month set closed_at = ? where deployment_id = ?")
        .params(utc(clock.instant()), deploymentId)
        .update();
    evidence.append(deploymentId, "month-closed", deploymentId, Map.of("days", DAYS));
  }

  private static OffsetDateTime utc(Instant at) {
    return OffsetDateTime.ofInstant(at, ZoneOffset.UTC);
  }
}
