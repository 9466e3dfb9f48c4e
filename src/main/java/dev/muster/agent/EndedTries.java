package dev.muster.agent;

import dev.muster.client.CliRefused;
import dev.muster.client.CliSessions.Ended;
import dev.muster.ledger.BudgetExhausted;
import dev.muster.model.Message;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/** Writes how the tries of sessions end. */
@Component
class EndedTries {
  private final SessionTable table;
  private final RunTable runs;
  private final Conversations conversations;
  private final RunLimits limits;
  private final RunQueue queue;
  private final TransactionTemplate transaction;

  EndedTries(
      SessionTable table,
      RunTable runs,
      Conversations conversations,
      RunLimits limits,
      RunQueue queue,
      TransactionTemplate transaction) {
    this.table = table;
    this.runs = runs;
    this.conversations = conversations;
    this.limits = limits;
    this.queue = queue;
    this.transaction = transaction;
  }

  /** However it ends, the try is closed with its reason; one that has an end already keeps it. */
  void closing(SessionTry t, Runnable work) {
    try {
      work.run();
    } catch (BudgetExhausted e) {
      stop(t, Refusal.of(e));
    } catch (CliRefused e) {
      forPerson(t, "REFUSED", e.getMessage());
      throw e;
    } catch (CancellationException e) {
      table.endIfWorking(t.run().id(), t.number(), "CANCELLED", e.getMessage());
      throw e;
    } catch (SessionBroken e) {
      throw e;
    } catch (RuntimeException e) {
      forPerson(t, "BROKEN", e.toString());
      throw e;
    }
  }

  /** A person has to mend it, and what the run waits for that is not its time. */
  private void forPerson(SessionTry t, String state, String reason) {
    table.endIfWorking(t.run().id(), t.number(), state, reason);
    queue.enterAfter(t.run().id(), t.number());
  }

  /** Both or none: a try that has given its answer must not look as if it were at work for ever. */
  void done(SessionTry t, Ended ended) {
    var said = new Message.Assistant(ended.text(), List.of(), null);
    transaction.executeWithoutResult(
        status -> {
          conversations.add(t.run().id(), said, t.model().name(), t.taskId());
          table.end(t.run().id(), t.number(), "DONE", null);
        });
  }

  void stop(SessionTry t, String state, String reason) {
    table.end(t.run().id(), t.number(), state, reason);
    runs.stopped(t.run().id(), reason);
  }

  /** Its last turn may be a call beside the CLI's main loop, which the CLI does not count. */
  void stop(SessionTry t, Refusal refusal) {
    if (refusal.isTurnsOf(t.run())) {
      stop(t, "TURNS", limits.turnsUp(t.run()));
    } else {
      stop(t, "BUDGET", refusal.words());
    }
  }

  void broken(SessionTry t, Ended ended) {
    table.end(t.run().id(), t.number(), ended.state().name(), ended.reason());
  }
}
