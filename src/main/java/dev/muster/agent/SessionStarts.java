package dev.muster.agent;

import dev.muster.plan.Model;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Begins tries of sessions, one after the other in a deployment: each holds what it may take of the
 * minutes above it until it ends, so that all of them together never take more than there is.
 */
@Component
class SessionStarts {
  private final SessionTable table;
  private final RunLimits limits;
  private final RunTime time;
  private final RunQueue queue;
  private final TransactionTemplate transaction;

  SessionStarts(
      SessionTable table,
      RunLimits limits,
      RunTime time,
      RunQueue queue,
      TransactionTemplate transaction) {
    this.table = table;
    this.limits = limits;
    this.time = time;
    this.queue = queue;
    this.transaction = transaction;
  }

  /**
   * The number of the try.
   *
   * @throws SessionBroken when others hold what it may want: it waits in the queue
   */
  int begin(Run run, String taskId, Model model) {
    table.lost(run.id());
    try {
      return transaction.execute(status -> begun(run, taskId, model));
    } catch (SessionBroken e) {
      queue.enter(run.id());
      throw e;
    }
  }

  private int begun(Run run, String taskId, Model model) {
    time.lock(run.deploymentId());
    var others = limits.waitsFor(run);
    if (others.isPresent()) {
      throw new SessionBroken(others.get(), SessionBroken.Next.WAITS);
    }
    int number = table.begin(run.id(), taskId, model);
    table.holds(run.id(), number, limits.left(run));
    return number;
  }
}
