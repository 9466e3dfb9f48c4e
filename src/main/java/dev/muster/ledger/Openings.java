package dev.muster.ledger;

import dev.muster.ledger.Attempt.State;
import dev.muster.ledger.OpeningLocks.Locked;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * Opens a group of calls inside one transaction: first every lock, then the decisions, then the
 * writes. Locks and writes are one round trip each, whatever the size of the group.
 */
final class Openings {
  private static final String LEFT = "left unanswered; the task was delivered again";
  private final OpeningLocks locks;
  private final Attempts attempts;
  private final Owner owner;

  Openings(OpeningLocks locks, Attempts attempts, Owner owner) {
    this.locks = locks;
    this.attempts = attempts;
    this.owner = owner;
  }

  List<Outcome<Opening>> open(List<CallRequest> requests, Instant now) {
    var locked = locks.lock(requests);
    giveUp(locked.earlier().values(), now);
    var reserved = new ArrayList<Reserved>();
    var outcomes = requests.stream().map(r -> open(r, locked, reserved)).toList();
    attempts.insert(reserved, locked.balances(), owner, now);
    attempts.giveBack(locked.steps().leftOver());
    return outcomes;
  }

  /** Its task came again, so whoever sent it will not complete it: nobody knows how it ended. */
  private void giveUp(Collection<List<AttemptRow>> earlier, Instant now) {
    var sending =
        earlier.stream().flatMap(List::stream).filter(r -> r.state() == State.SENDING).toList();
    if (!sending.isEmpty()) {
      attempts.unknown(sending, LEFT, now);
    }
  }

  private static Outcome<Opening> open(
      CallRequest request, Locked locked, List<Reserved> reserved) {
    try {
      return Outcome.of(decide(request, locked, reserved));
    } catch (BudgetExhausted | IllegalArgumentException e) {
      return Outcome.failed(e);
    }
  }

  private static Opening decide(CallRequest request, Locked locked, List<Reserved> reserved) {
    var earlier = locked.earlier().getOrDefault(request.taskId(), List.of());
    earlier.forEach(e -> sameCall(request, e));
    var stored = earlier.stream().filter(e -> e.state() == State.ANSWERED).findFirst();
    if (stored.isPresent()) {
      return new Opening.Stored(stored.get().id(), stored.get().step(), stored.get().answer());
    }
    locked.balances().reserve(request.budgetPath(), request.reserved());
    var last = earlier.isEmpty() ? null : earlier.get(earlier.size() - 1);
    int step = last == null ? locked.steps().next(request) : last.step();
    var next =
        new Reserved(locked.ids().next(), step, last == null ? 1 : last.attempt() + 1, request);
    reserved.add(next);
    return new Opening.Send(next.id(), step, next.attempt());
  }

  private static void sameCall(CallRequest request, AttemptRow earlier) {
    if (!earlier.purpose().equals(request.purpose())
        || !earlier.subject().equals(request.subject())) {
      throw new IllegalArgumentException(
          "task %s is %s of %s, not %s of %s"
              .formatted(
                  request.taskId(),
                  earlier.purpose(),
                  earlier.subject(),
                  request.purpose(),
                  request.subject()));
    }
  }
}
