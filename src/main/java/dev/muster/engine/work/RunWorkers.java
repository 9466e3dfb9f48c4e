package dev.muster.engine.work;

import dev.muster.agent.Run;
import dev.muster.agent.Runs;
import dev.muster.agent.SessionBroken;
import dev.muster.agent.Sessions;
import dev.muster.agent.Turns;
import dev.muster.engine.pump.NeedsPerson;
import dev.muster.engine.pump.RetryLater;
import dev.muster.engine.pump.WorkItem;
import dev.muster.engine.pump.WorkPool;
import dev.muster.engine.pump.Worker;
import dev.muster.evaluation.Checks;
import dev.muster.evaluation.Judge;
import dev.muster.model.ModelFailure;
import dev.muster.plan.DeploymentPlans;
import dev.muster.routing.HardRules;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The topics of agent-run. */
@Configuration
class RunWorkers {
  private static final Duration BEFORE_THE_NEXT_TRY = Duration.ofSeconds(2);
  private static final Duration FOR_OTHER_SESSIONS = Duration.ofSeconds(15);
  private static final Duration LOOK_AGAIN = Duration.ofMinutes(5);

  @Bean
  Worker openRun(WorkPool pool, Runs runs, Sessions sessions) {
    return pool.worker(
        "open-run",
        item -> {
          var runId = runs.open(request(item)).id();
          return Map.of("runId", runId, "executor", executor(sessions, runId));
        });
  }

  /** Also after a session: one that failed may have left its run to be worked turn by turn. */
  private static String executor(Sessions sessions, String runId) {
    return sessions.works(runId) ? "session" : "turns";
  }

  private static Runs.OpenRun request(WorkItem item) {
    return new Runs.OpenRun(
        item.instanceId(),
        item.deploymentId(),
        item.text("phase"),
        item.number("round"),
        item.text("agent"),
        item.text("task"),
        item.text("arm"),
        String.valueOf(item.variables().getOrDefault("workspace", "")));
  }

  /**
   * Cancelled by an interrupt, which ends the CLI with all that it started. The run's clock stands
   * still while it waits for a thread.
   */
  @Bean
  Worker runSession(SessionThreads threads, Runs runs, Sessions sessions) {
    return WorkPool.waiting(
        "run-session",
        threads.executor(),
        (item, waited) -> {
          runs.begins(item.text("runId"), waited);
          try {
            var turnsMayFollow = item.variables().containsKey("turnsMayFollow");
            sessions.work(item.taskId(), item.text("runId"), turnsMayFollow);
            return Map.of("executor", executor(sessions, item.text("runId")));
          } catch (SessionBroken e) {
            throw switch (e.next()) {
              // Its tries are counted by the run, for each CLI that works it.
              case AGAIN -> RetryLater.untried(e.getMessage(), BEFORE_THE_NEXT_TRY);
              case OTHER -> RetryLater.untried(e.getMessage(), Duration.ZERO);
              case WAITS -> RetryLater.untried(e.getMessage(), FOR_OTHER_SESSIONS);
              case PERSON -> new NeedsPerson(e, () -> sessions.toPerson(item.text("runId")));
            };
          }
        });
  }

  @Bean
  Worker routeTurn(WorkPool pool, Turns turns) {
    return pool.worker("route-turn", item -> Map.of("model", turns.route(item.text("runId"))));
  }

  @Bean
  Worker callModel(Turns turns) {
    return new Worker(
        "call-model",
        item ->
            retried(turns.callModel(item.taskId(), item.text("runId")))
                .thenApply(next -> Map.of("next", next.name())),
        turns::cancel);
  }

  @Bean
  Worker callTools(Turns turns) {
    return new Worker(
        "call-tools",
        item -> turns.callTools(item.taskId(), item.text("runId")).thenApply(none -> Map.of()),
        turns::cancel);
  }

  @Bean
  Worker checkRun(Runs runs, Checks checks, DeploymentPlans plans) {
    return Worker.cancelledByItem(
        "check-run",
        item -> {
          var run = runs.find(item.text("runId")).orElseThrow();
          var plan = plans.of(run.deploymentId());
          return checks
              .check(
                  run.deploymentId(),
                  run.id(),
                  run.workspaceId(),
                  plan,
                  plan.plan().tasks().get(run.task()))
              .thenApply(checked -> Map.of());
        },
        item -> checks.cancel(item.text("runId")));
  }

  @Bean
  Worker judgeRun(
      WorkPool pool, Runs runs, Judge judge, DeploymentPlans plans, Turns turns, HardRules rules) {
    return new Worker(
        "judge-run",
        item ->
            pool.call(() -> work(item, runs, plans, turns, rules))
                .thenCompose(work -> retried(judge.judge(work)))
                .thenCompose(score -> pool.call(() -> runs.verdict(item.text("runId"))))
                .thenApply(verdict -> Map.of("runVerdict", verdict)),
        turns::cancel);
  }

  private static Judge.Work work(
      WorkItem item, Runs runs, DeploymentPlans plans, Turns turns, HardRules rules) {
    Run run = runs.find(item.text("runId")).orElseThrow();
    var plan = plans.of(run.deploymentId()).plan();
    return new Judge.Work(
        item.taskId(),
        run.deploymentId(),
        run.id(),
        run.workspaceId(),
        run.budgetPath(),
        run.agent(),
        run.arm(),
        plan,
        plan.tasks().get(run.task()),
        turns.closing(run.id()),
        Authors.of(run, plan, runs.authors(run.id()), rules));
  }

  @Bean
  Worker closeRun(WorkPool pool, Runs runs) {
    return pool.doing("close-run", item -> runs.close(item.text("runId")));
  }

  @Bean
  Worker abortRun(WorkPool pool, Runs runs) {
    return pool.doing(
        "abort-run",
        item -> runs.ofInstance(item.instanceId()).ifPresent(run -> runs.abort(run.id())));
  }

  /** Another model may be free long before the one that was asked: it is looked for again. */
  private static Duration shorter(Duration pause) {
    return pause.compareTo(LOOK_AGAIN) < 0 ? pause : LOOK_AGAIN;
  }

  /**
   * 429, 5xx and resets are engine retries with Retry-After, and a model that is left alone is
   * waited for; everything else is an incident.
   */
  static <T> CompletionStage<T> retried(CompletionStage<T> call) {
    return call.exceptionally(
        failure -> {
          var cause = failure instanceof CompletionException ? failure.getCause() : failure;
          if (cause instanceof ModelFailure f && f.kind() == ModelFailure.Kind.RETRY) {
            throw new RetryLater(f.getMessage(), f.retryAfter());
          }
          if (cause instanceof ModelFailure f && f.kind() == ModelFailure.Kind.WAIT) {
            throw RetryLater.untried(f.getMessage(), shorter(f.retryAfter()));
          }
          throw cause instanceof RuntimeException e ? e : new CompletionException(cause);
        });
  }
}
