package dev.muster.agent;

import dev.muster.client.CliRefused;
import dev.muster.client.CliSessions;
import dev.muster.client.CliSessions.Ended;
import dev.muster.ledger.BudgetExhausted;
import dev.muster.model.Message;
import dev.muster.plan.DeploymentPlans;
import dev.muster.plan.Model;
import dev.muster.plan.Plan;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import org.springframework.stereotype.Service;

/** Works runs by agent CLIs. */
@Service
class CliRuns implements Sessions {
  private static final int TRIES = 3;

  /** A try that ends so is the last one of its run. */
  private static final Set<String> STOPS = Set.of("TURNS", "TIME", "BUDGET");

  private final RunTable runs;
  private final SessionTable table;
  private final GivenModels given;
  private final Conversations conversations;
  private final DeploymentPlans plans;
  private final RunLimits limits;
  private final SessionLedger ledger;
  private final StartedSessions sessions;
  private final VendorSessions vendors;
  private final RunQueue queue;
  private final RunBudgets budgets;
  private final Takeovers takeovers;

  CliRuns(
      RunTable runs,
      SessionTable table,
      GivenModels given,
      Conversations conversations,
      DeploymentPlans plans,
      RunLimits limits,
      SessionLedger ledger,
      StartedSessions sessions,
      VendorSessions vendors,
      RunQueue queue,
      RunBudgets budgets,
      Takeovers takeovers) {
    this.runs = runs;
    this.table = table;
    this.given = given;
    this.conversations = conversations;
    this.plans = plans;
    this.limits = limits;
    this.ledger = ledger;
    this.sessions = sessions;
    this.vendors = vendors;
    this.queue = queue;
    this.budgets = budgets;
    this.takeovers = takeovers;
  }

  @Override
  public boolean works(String runId) {
    var run = run(runId);
    return given.cli(run, plans.of(run.deploymentId()).plan()).isPresent();
  }

  @Override
  public List<Session> of(String runId) {
    return table.of(runId);
  }

  @Override
  public void work(String taskId, String runId, boolean turnsMayFollow) {
    var run = run(runId);
    var plan = plans.of(run.deploymentId()).plan();
    var cli = given.cli(run, plan);
    if (conversations.said(runId, taskId) || run.stopReason() != null || cli.isEmpty()) {
      return;
    }
    var model = cli.get();
    if (stops(run) || finishes(run, plan, model, taskId, turnsMayFollow)) {
      return;
    }
    ask(run, plan);
    var limit = limits.reached(run);
    if (limit.isPresent()) {
      runs.stopped(runId, limit.get());
      return;
    }
    budgets.given(run, plan, model.name(), limits.turnsLeft(run));
    var number = table.begin(runId, taskId, model);
    work(new SessionTry(run, plan, model, taskId, number, turnsMayFollow));
  }

  /** Whether the last try has stopped the run, and its node ended before that was written. */
  private boolean stops(Run run) {
    var stopped = last(run).filter(session -> STOPS.contains(session.state()));
    stopped.ifPresent(session -> runs.stopped(run.id(), session.reason()));
    return stopped.isPresent();
  }

  private Optional<Session> last(Run run) {
    var tries = table.of(run.id());
    return tries.isEmpty() ? Optional.empty() : Optional.of(tries.get(tries.size() - 1));
  }

  /**
   * Whether the last try is paid and its node ended before all of it was written: then it is
   * finished from the stored answer. One that failed and was closed as such is no answer to finish.
   */
  private boolean finishes(Run run, Plan plan, Model model, String taskId, boolean turnsMayFollow) {
    var tried = last(run).filter(session -> session.model().equals(model.name()));
    if (tried.isEmpty()) {
      return false;
    }
    var last = tried.get();
    var paid = last.softBudget() ? ledger.stored(taskId, last.number()) : Optional.<Ended>empty();
    if (paid.isEmpty() || last.state().equals(paid.get().state().name()) && failed(paid.get())) {
      return false;
    }
    var t = new SessionTry(run, plan, model, taskId, last.number(), turnsMayFollow);
    closing(t, () -> settle(t, paid.get()));
    return true;
  }

  private static boolean failed(Ended ended) {
    return ended.state() == CliSessions.State.BROKEN
        || ended.state() == CliSessions.State.UNREADABLE;
  }

  private void ask(Run run, Plan plan) {
    if (conversations.of(run.id()).isEmpty()) {
      var text = SessionTask.text(run, plan.tasks().get(run.task()));
      conversations.add(run.id(), new Message.User(text), null, null);
    }
  }

  private void work(SessionTry t) {
    boolean vendor = t.model().cli().via() == Model.Via.VENDOR;
    closing(t, () -> settle(t, vendor ? vendors.work(t) : sessions.run(t, () -> {})));
  }

  /** However it ends, the try is closed with its reason. */
  private void closing(SessionTry t, Runnable work) {
    try {
      work.run();
    } catch (BudgetExhausted e) {
      stop(t, Refusal.of(e));
    } catch (CliRefused e) {
      table.end(t.run().id(), t.number(), "REFUSED", e.getMessage());
      throw e;
    } catch (CancellationException e) {
      table.end(t.run().id(), t.number(), "CANCELLED", e.getMessage());
      throw e;
    } catch (SessionBroken e) {
      throw e;
    } catch (RuntimeException e) {
      table.end(t.run().id(), t.number(), "BROKEN", e.toString());
      throw e;
    }
  }

  private void settle(SessionTry t, Ended ended) {
    table.told(t.run().id(), t.number(), ended);
    ledger.calls(t.run(), t.number(), ended);
    switch (ended.state()) {
      case DONE -> done(t, ended);
      case TURNS -> stop(t, "TURNS", limits.turnsUp(t.run()));
      case TIME -> stop(t, "TIME", limits.timeUp(t.run()));
      default -> broken(t, ended);
    }
  }

  private void done(SessionTry t, Ended ended) {
    var said = new Message.Assistant(ended.text(), List.of(), null);
    conversations.add(t.run().id(), said, t.model().name(), t.taskId());
    table.end(t.run().id(), t.number(), "DONE", null);
  }

  private void stop(SessionTry t, String state, String reason) {
    table.end(t.run().id(), t.number(), state, reason);
    runs.stopped(t.run().id(), reason);
  }

  /** Its last turn may be a call beside the CLI's main loop, which the CLI does not count. */
  private void stop(SessionTry t, Refusal refusal) {
    if (refusal.isTurnsOf(t.run())) {
      stop(t, "TURNS", limits.turnsUp(t.run()));
    } else {
      stop(t, "BUDGET", refusal.words());
    }
  }

  /** Money that is used up is told by the gateway to the CLI, and by the CLI to us. */
  private void broken(SessionTry t, Ended ended) {
    var refusal = Refusal.of(ended.reason(), t.run().budgetPath());
    if (refusal.isPresent()) {
      stop(t, refusal.get());
      return;
    }
    table.end(t.run().id(), t.number(), ended.state().name(), ended.reason());
    var failed =
        "try %d of the session by %s failed: %s"
            .formatted(t.number(), t.model().name(), ended.reason());
    if (ended.state() == CliSessions.State.BROKEN && failedOf(t) < TRIES) {
      queue.enter(t.run().id());
      throw new SessionBroken(failed, SessionBroken.Next.AGAIN);
    }
    takeovers.giveAway(t, ended, failed);
  }

  /** What was lost with its node or never started, so that it told nothing, has not failed. */
  private long failedOf(SessionTry t) {
    return table.of(t.run().id()).stream()
        .filter(session -> session.model().equals(t.model().name()))
        .filter(session -> session.state().equals(CliSessions.State.BROKEN.name()))
        .filter(session -> session.turns() != null)
        .count();
  }

  private Run run(String runId) {
    return runs.find(runId)
        .orElseThrow(() -> new IllegalArgumentException("no such run: " + runId));
  }
}
