package dev.muster.ledger;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.springframework.dao.DuplicateKeyException;

/**
 * Commits what several threads want at the same time in one transaction. Whoever gets the lock does
 * everything that waits; the others find their item done. One commit (and one lock of the root
 * budget) then serves many calls, and no thread of its own is needed.
 */
final class GroupCommit<I, O> {
  private static final int MOST = 200;
  private final Queue<Waiting<I, O>> queue = new ConcurrentLinkedQueue<>();
  private final ReentrantLock turn = new ReentrantLock();
  private final Function<List<I>, List<Outcome<O>>> transaction;

  /**
   * @param transaction does all items or none, and answers in their order
   */
  GroupCommit(Function<List<I>, List<Outcome<O>>> transaction) {
    this.transaction = transaction;
  }

  /** Returns when the item is committed; throws what its own outcome threw. */
  O commit(I item) {
    var mine = new Waiting<I, O>(item);
    queue.add(mine);
    turn.lock();
    try {
      while (mine.outcome == null) {
        together(next());
      }
    } finally {
      turn.unlock();
    }
    return mine.outcome.get();
  }

  private List<Waiting<I, O>> next() {
    var group = new ArrayList<Waiting<I, O>>();
    for (var w = queue.poll(); w != null; w = group.size() < MOST ? queue.poll() : null) {
      group.add(w);
    }
    return group;
  }

  private void together(List<Waiting<I, O>> group) {
    try {
      var outcomes = transaction.apply(group.stream().map(w -> w.item).toList());
      for (int i = 0; i < group.size(); i++) {
        group.get(i).outcome = outcomes.get(i);
      }
    } catch (RuntimeException | Error e) {
      // One bad item must not fail its neighbours: each again, alone. And another node may have
      // written the same at the same moment: now it can be seen.
      if (group.size() > 1) {
        group.forEach(w -> together(List.of(w)));
      } else if (e instanceof DuplicateKeyException && !group.get(0).again) {
        group.get(0).again = true;
        together(group);
      } else {
        group.get(0).outcome =
            Outcome.failed(e instanceof RuntimeException r ? r : new IllegalStateException(e));
      }
    }
  }

  /** Read and written under the lock only. */
  private static final class Waiting<I, O> {
    private final I item;
    private Outcome<O> outcome;
    private boolean again;

    private Waiting(I item) {
      this.item = item;
    }
  }
}
