package dev.muster.agent;

import dev.muster.client.CliSessions.Ended;
import dev.muster.client.CliSessions.State;
import dev.muster.model.Message;
import dev.muster.plan.DeploymentPlans;
import dev.muster.plan.Model;
import dev.muster.plan.Plan;
import java.util.List;
import java.util.Optional;
import java.util.Set;
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
  private final EndedTries ends;
  private final SessionStarts starts;

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
      Takeovers takeovers,
      EndedTries ends,
      SessionStarts starts) {
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
    this.ends = ends;
    this.starts = starts;
  }

  @Override
  public boolean works(String runId) {
    var run = run(runId);
    return given.cli(run, plans.of(run.deploymentId()).plan()).isPresent();
  }

  @Override
  public void toPerson(String runId) {
    table.toPerson(runId);
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
    if (conversations.said(runId, taskId) || run.stopReason() != null) {
      table.lost(runId);
      return;
    }
    if (cli.isEmpty()) {
      given.of(runId).ifPresent(other -> takeovers.turnsFollow(run, plan, other));
      return;
    }
    var model = cli.get();
    if (stops(run)
        || finishes(run, plan, model, taskId, turnsMayFollow)
        || givesAway(run, plan, model, taskId, turnsMayFollow)) {
      return;
    }
    ask(run, plan);
    var limit = limits.reached(run);
    if (limit.isPresent()) {
      table.lost(runId);
      runs.stopped(runId, limit.get());
      return;
    }
    budgets.given(run, plan, model.name(), limits.turnsLeft(run));
    var number = starts.begin(run, taskId, model);
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
    ends.closing(t, () -> settle(t, paid.get()));
    return true;
  }

  private static boolean failed(Ended ended) {
    return ended.state() == State.BROKEN || ended.state() == State.UNREADABLE;
  }

  /**
   * Whether the last try has failed for good and its node ended before the run was given away: then
   * it is now, and no other try is paid for. Where a person was told of it, they want another try.
   */
  private boolean givesAway(
      Run run, Plan plan, Model model, String taskId, boolean turnsMayFollow) {
    var tried = last(run).filter(session -> failedForGood(run, model, session));
    if (tried.isEmpty() || table.isAtPerson(run.id(), tried.get().number())) {
      return false;
    }
    var last = tried.get();
    var t = new SessionTry(run, plan, model, taskId, last.number(), turnsMayFollow);
    ends.closing(
        t, () -> takeovers.giveAway(t, ended(last), failed(model, last.number(), last.reason())));
    return true;
  }

  private boolean failedForGood(Run run, Model model, Session last) {
    boolean broke = last.state().equals(State.BROKEN.name()) && last.turns() != null;
    return last.model().equals(model.name())
        && (last.state().equals(State.UNREADABLE.name()) || broke && failedOf(run, model) >= TRIES);
  }

  /** As far as its row tells. */
  private static Ended ended(Session last) {
    var turns = last.turns() == null ? 0 : last.turns();
    return new Ended(
        State.valueOf(last.state()),
        "",
        last.reason(),
        List.of(),
        turns,
        List.of(),
        last.usage(),
        last.exitCode(),
        true);
  }

  private void ask(Run run, Plan plan) {
    if (conversations.of(run.id()).isEmpty()) {
      var text = SessionTask.text(run, plan.tasks().get(run.task()));
      conversations.add(run.id(), new Message.User(text), null, null);
    }
  }

  private void work(SessionTry t) {
    boolean vendor = t.model().cli().via() == Model.Via.VENDOR;
    ends.closing(t, () -> settle(t, vendor ? vendors.work(t) : sessions.run(t, () -> {})));
  }

  private void settle(SessionTry t, Ended ended) {
    table.told(t.run().id(), t.number(), ended);
    ledger.calls(t.run(), t.number(), ended);
    switch (ended.state()) {
      case DONE -> ends.done(t, ended);
      case TURNS -> ends.stop(t, "TURNS", limits.turnsUp(t.run()));
      case TIME -> ends.stop(t, "TIME", limits.timeUp(t.run()));
      default -> broken(t, ended);
    }
  }

  /** Money that is used up is told by the gateway to the CLI, and by the CLI to us. */
  private void broken(SessionTry t, Ended ended) {
    var refusal = Refusal.of(ended.reason(), t.run().budgetPath());
    if (refusal.isPresent()) {
      ends.stop(t, refusal.get());
      return;
    }
    ends.broken(t, ended);
    var failed = failed(t.model(), t.number(), ended.reason());
    boolean again = ended.state() == State.BROKEN && failedOf(t.run(), t.model()) < TRIES;
    if (again) {
      queue.enterAfter(t.run().id(), t.number());
      throw new SessionBroken(failed, SessionBroken.Next.AGAIN);
    }
    takeovers.giveAway(t, ended, failed);
  }

  private static String failed(Model model, int number, String reason) {
    return "try %d of the session by %s failed: %s".formatted(number, model.name(), reason);
  }

  /** What was lost with its node or never started, so that it told nothing, has not failed. */
  private long failedOf(Run run, Model model) {
    return table.of(run.id()).stream()
        .filter(session -> session.model().equals(model.name()))
        .filter(session -> session.state().equals(State.BROKEN.name()))
        .filter(session -> session.turns() != null)
        .count();
  }

  private Run run(String runId) {
    return runs.find(runId)
        .orElseThrow(() -> new IllegalArgumentException("no such run: " + runId));
  }
}
