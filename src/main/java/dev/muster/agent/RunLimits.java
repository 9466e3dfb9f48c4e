package dev.muster.agent;

import dev.muster.ledger.BudgetExhausted;
import dev.muster.model.InputTooLarge;
import dev.muster.plan.AgentBudget;
import dev.muster.plan.DeploymentPlans;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import org.springframework.stereotype.Component;

/**
 * What stops a run softly: turns, time, money and the length of its conversation. It ends with what
 * it has, says why, and goes on to its acceptance checks.
 */
@Component
class RunLimits {
  private static final double A_MOMENT = 0.1;
  private static final double A_MINUTE = 1;
  private final RunTime time;
  private final SpentTurns spent;
  private final DeploymentPlans plans;
  private final Clock clock;
  private final WorkTime workTime;
  private final Instant started;

  RunLimits(RunTime time, SpentTurns spent, DeploymentPlans plans, Clock clock) {
    this.time = time;
    this.spent = spent;
    this.plans = plans;
    this.clock = clock;
    this.workTime = new WorkTime(time, plans);
    this.started = clock.instant();
  }

  /** The limit that the run has reached before its next call, in words. */
  Optional<String> reached(Run run) {
    var budget = budget(run);
    if (turnsLeft(run) <= 0) {
      return Optional.of(turnsUp(run));
    }
    return minutes(run) > budget.maxMinutes()
        ? Optional.of("time limit of " + budget.maxMinutes() + " minutes reached")
        : workTime.exhausted(run).map(BudgetExhausted::getMessage);
  }

  /** How many model calls the run has left. */
  int turnsLeft(Run run) {
    return budget(run).maxTurns() - spent.of(run);
  }

  /** That all of the run's turns are used, in words. */
  String turnsUp(Run run) {
    return "turn limit of " + budget(run).maxTurns() + " reached";
  }

  /**
   * For which sessions a session of the run has to wait, in words: what is left of a node above it
   * is less than it may want, and they may give some of theirs back. Empty: it may begin.
   */
  Optional<String> waitsFor(Run run) {
    return workTime
        .share(run)
        .filter(share -> share.held() > 0)
        .filter(s -> s.minutes() <= 0 || s.minutes() + A_MINUTE < ownLeft(run))
        .map(share -> "other sessions hold what is left of the minutes of budget " + share.node());
  }

  private double ownLeft(Run run) {
    return budget(run).maxMinutes() - minutes(run);
  }

  /**
   * What a session of the run has: what is left of its time, and of that of its nodes what other
   * sessions do not hold.
   */
  Duration left(Run run) {
    var above = workTime.share(run).map(WorkTime.Share::minutes).orElse(Double.MAX_VALUE);
    var millis = (long) (Math.min(ownLeft(run), above) * 60_000);
    return Duration.ofMillis(Math.max(1, millis));
  }

  /** Whose time a session used up, in words: that of a node above the run, else the run's own. */
  String timeUp(Run run) {
    var most = budget(run).maxMinutes();
    boolean own = minutes(run) > most - A_MOMENT;
    return workTime
        .exhausted(run)
        .map(BudgetExhausted::getMessage)
        .or(() -> own ? Optional.empty() : workTime.share(run).map(RunLimits::used))
        .orElse("time limit of " + most + " minutes reached");
  }

  private static String used(WorkTime.Share share) {
    return "the session's share of the minutes of budget " + share.node() + " is used up";
  }

  private AgentBudget budget(Run run) {
    return plans.of(run.deploymentId()).plan().agents().get(run.agent()).budget();
  }

  /** A run that is older than a node's life did not work while nobody ran it. */
  private double minutes(Run run) {
    var idle = run.waitedMillis() + down(run);
    return (clock.millis() - run.openedAt().toEpochMilli() - idle) / 60_000.0;
  }

  /** How long nobody ran it, told anew for this life of the node; others have counted theirs. */
  long down(Run run) {
    boolean older = run.openedAt().isBefore(started);
    return older ? time.down(run.id(), started) : time.down(run.id());
  }

  /** Why a call was refused before it was sent, in words; every other failure is thrown on. */
  String refused(Run run, Throwable failure) {
    var cause = failure instanceof CompletionException ? failure.getCause() : failure;
    if (cause instanceof BudgetExhausted spent && Refusal.of(spent).isTurnsOf(run)) {
      return turnsUp(run);
    }
    if (cause instanceof BudgetExhausted || cause instanceof InputTooLarge) {
      return cause.getMessage();
    }
    throw cause instanceof RuntimeException e ? e : new CompletionException(cause);
  }
}
