package dev.muster.agent;

import dev.muster.ledger.Attempt;
import dev.muster.ledger.Ledger;
import dev.muster.model.Message;
import dev.muster.plan.Model;
import java.util.List;
import java.util.Objects;
import org.springframework.stereotype.Component;

/**
 * How many of its turns a run has used, over all of its tries: a session that breaks leaves no
 * answer behind, and its calls were made all the same.
 */
@Component
class SpentTurns {
  private final Conversations conversations;
  private final SessionTable sessions;
  private final Ledger ledger;

  SpentTurns(Conversations conversations, SessionTable sessions, Ledger ledger) {
    this.conversations = conversations;
    this.sessions = sessions;
    this.ledger = ledger;
  }

  int of(Run run) {
    var tries = sessions.of(run.id());
    return tries.isEmpty() ? answers(run) : calls(run) + atVendor(tries);
  }

  private int answers(Run run) {
    return (int)
        conversations.of(run.id()).stream().filter(Message.Assistant.class::isInstance).count();
  }

  /** Through the gateway, or turn by turn after a session; one that was refused is no turn. */
  private int calls(Run run) {
    return (int)
        ledger.attemptsOf(run.deploymentId(), run.id()).stream()
            .filter(attempt -> attempt.purpose().equals(Attempt.TURN))
            .filter(attempt -> attempt.state() != Attempt.State.FAILED)
            .count();
  }

  /** As the CLI told: of one that told nothing none are known. */
  private static int atVendor(List<Sessions.Session> tries) {
    return tries.stream()
        .filter(session -> session.via().equals(Model.Via.VENDOR.name()))
        .map(Sessions.Session::turns)
        .filter(Objects::nonNull)
        .mapToInt(Integer::intValue)
        .sum();
  }
}
