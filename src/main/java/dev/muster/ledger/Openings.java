package dev.muster.ledger;

import dev.muster.ledger.Attempt.State;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;

/**
 * Opens a group of calls inside one transaction: first every lock (attempts, then budgets, each in
 * a fixed order), then the decisions, then the writes.
 */
final class Openings {
  private static final String LEFT = "left unanswered; the task was delivered again";
  private final Attempts attempts;
  private final Budgets budgets;
  private final Owner owner;

  Openings(Attempts attempts, Budgets budgets, Owner owner) {
    this.attempts = attempts;
    this.budgets = budgets;
    this.owner = owner;
  }

  List<Outcome<Opening>> open(List<CallRequest> requests, Instant now) {
    var earlier =
        Attempts.byTask(
            attempts.lockOfTasks(requests.stream().map(CallRequest::taskId).sorted().toList()));
    giveUp(earlier.values(), now);
    var balances = budgets.lock(requests.stream().map(CallRequest::budgetPath).toList());
    var reserved = new ArrayList<Reserved>();
    var ids = attempts.ids(requests.size());
    var outcomes =
        requests.stream()
            .map(r -> open(r, earlier.getOrDefault(r.taskId(), List.of()), balances, ids, reserved))
            .toList();
    attempts.insert(reserved, owner, now);
    budgets.save(balances);
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

  private Outcome<Opening> open(
      CallRequest request,
      List<AttemptRow> earlier,
      Balances balances,
      Iterator<Long> ids,
      List<Reserved> reserved) {
    try {
      return Outcome.of(decide(request, earlier, balances, ids, reserved));
    } catch (BudgetExhausted | IllegalArgumentException e) {
      return Outcome.failed(e);
    }
  }

  private Opening decide(
      CallRequest request,
      List<AttemptRow> earlier,
      Balances balances,
      Iterator<Long> ids,
      List<Reserved> reserved) {
    earlier.forEach(e -> sameCall(request, e));
    var stored = earlier.stream().filter(e -> e.state() == State.ANSWERED).findFirst();
    if (stored.isPresent()) {
      return new Opening.Stored(stored.get().id(), stored.get().step(), stored.get().answer());
    }
    balances.reserve(request.budgetPath(), request.reserved());
    var last = earlier.isEmpty() ? null : earlier.get(earlier.size() - 1);
    int step = last == null ? attempts.nextStep(request.purpose(), request.subject()) : last.step();
    var next = new Reserved(ids.next(), step, last == null ? 1 : last.attempt() + 1, request);
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
