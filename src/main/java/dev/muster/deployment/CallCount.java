package dev.muster.deployment;

import dev.muster.deployment.Status.Calls;
import dev.muster.ledger.Attempt;
import dev.muster.ledger.Attempt.State;
import java.util.List;
import java.util.stream.Collectors;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/** Calls that the ledger knows, beside those that the model server saw. */
@Component
class CallCount {
  private final ObjectProvider<CallsMade> server;

  CallCount(ObjectProvider<CallsMade> server) {
    this.server = server;
  }

  Calls of(Facts facts) {
    var log = server.getIfAvailable();
    return new Calls(
        log == null ? null : received(log, facts),
        needed(facts.attempts()),
        count(facts, State.UNKNOWN),
        errors(facts.attempts()),
        count(facts, State.SENDING),
        log == null ? "no model server of a rehearsal keeps a log here" : null);
  }

  private static int received(CallsMade log, Facts facts) {
    var ids = facts.attempts().stream().map(Attempt::id).collect(Collectors.toUnmodifiableSet());
    return log.received(ids, facts.deployment().startedAt());
  }

  /** One answer is needed once, however often it was asked for. */
  private static int needed(List<Attempt> attempts) {
    return (int)
        attempts.stream()
            .filter(a -> a.state() == State.ANSWERED)
            .map(a -> List.of(a.purpose(), a.subject(), a.step()))
            .distinct()
            .count();
  }

  private static int errors(List<Attempt> attempts) {
    return (int)
        attempts.stream().filter(a -> a.state() == State.FAILED && a.httpStatus() != null).count();
  }

  private static int count(Facts facts, State state) {
    return (int) facts.attempts().stream().filter(a -> a.state() == state).count();
  }
}
