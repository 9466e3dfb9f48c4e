package dev.muster.agent;

import dev.muster.client.CliSessions.Ended;
import dev.muster.model.Message;
import dev.muster.plan.Plan;
import org.springframework.stereotype.Component;

/** Gives runs away whose CLI has failed for good. */
@Component
class Takeovers {
  private final RunTable runs;
  private final GivenModels given;
  private final Conversations conversations;
  private final RunLimits limits;
  private final RunBudgets budgets;
  private final RunQueue queue;
  private final SessionTable sessions;

  Takeovers(
      RunTable runs,
      GivenModels given,
      Conversations conversations,
      RunLimits limits,
      RunBudgets budgets,
      RunQueue queue,
      SessionTable sessions) {
    this.runs = runs;
    this.given = given;
    this.conversations = conversations;
    this.limits = limits;
    this.budgets = budgets;
    this.queue = queue;
    this.sessions = sessions;
  }

  /**
   * To a model that answers turn by turn, which this ends well, or to another CLI. A run that has
   * nothing left for anybody stops softly.
   *
   * @param failed what to say of the last try
   * @throws SessionBroken for another CLI, and where nobody may have it
   */
  void giveAway(SessionTry t, Ended ended, String failed) {
    var run = t.run();
    var limit = limits.reached(run);
    if (limit.isPresent()) {
      runs.stopped(run.id(), limit.get());
      return;
    }
    var other =
        given.instead(t, ended, model -> reword(t, model)).orElseThrow(() -> toPerson(t, failed));
    if (GivenModels.isCli(t.plan(), other)) {
      queue.enterAfter(run.id(), t.number());
      throw new SessionBroken(
          other + " is given the run, since " + failed, SessionBroken.Next.OTHER);
    }
    turnsFollow(run, t.plan(), other);
  }

  /**
   * Somebody works turn by turn what sessions worked before: at its vendor a CLI has no limit of
   * turns, so it is told now. Said again it stays said.
   */
  void turnsFollow(Run run, Plan plan, String model) {
    if (!sessions.of(run.id()).isEmpty()) {
      budgets.given(run, plan, model, limits.turnsLeft(run));
    }
  }

  /** What the run waits for a person is not its time. */
  private SessionBroken toPerson(SessionTry t, String failed) {
    queue.enterAfter(t.run().id(), t.number());
    return new SessionBroken(failed, SessionBroken.Next.PERSON);
  }

  private void reword(SessionTry t, String other) {
    if (!GivenModels.isCli(t.plan(), other)) {
      var task = t.plan().tasks().get(t.run().task());
      conversations.reword(t.run().id(), new Message.User(TurnTask.takenOver(t.run(), task)));
    }
  }
}
