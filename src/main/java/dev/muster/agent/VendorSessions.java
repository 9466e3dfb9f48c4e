package dev.muster.agent;

import dev.muster.client.CliRefused;
import dev.muster.client.CliSessions.Ended;
import dev.muster.model.SessionHealth;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.springframework.stereotype.Component;

/** Sessions whose CLI asks its own vendor: paid for as one attempt, and heard as one call. */
@Component
class VendorSessions {
  private final StartedSessions sessions;
  private final SessionLedger ledger;
  private final SessionHealth health;
  private final Clock clock;

  VendorSessions(
      StartedSessions sessions, SessionLedger ledger, SessionHealth health, Clock clock) {
    this.sessions = sessions;
    this.ledger = ledger;
    this.health = health;
    this.clock = clock;
  }

  /** Reserved when all is ready for its start: what fails before that has cost nothing. */
  Ended work(SessionTry t) {
    var attempt = new AtomicReference<Long>();
    Runnable reserves =
        () -> attempt.set(ledger.open(t.run(), t.plan(), t.model(), t.taskId(), t.number()));
    var begun = clock.instant();
    var ended = run(t, reserves, attempt);
    settle(t, attempt.get(), ended);
    return heard(t, ended, begun);
  }

  private void settle(SessionTry t, long attempt, Ended ended) {
    try {
      ledger.settle(attempt, t.model(), ended);
    } catch (RuntimeException e) {
      ledger.unknown(attempt, "its end could not be written: " + e);
      throw e;
    }
  }

  private Ended run(SessionTry t, Runnable reserves, AtomicReference<Long> attempt) {
    try {
      return sessions.run(t, reserves);
    } catch (CliRefused e) {
      opened(attempt).ifPresent(id -> ledger.notSent(id, e.getMessage()));
      throw e;
    } catch (RuntimeException e) {
      opened(attempt).ifPresent(id -> ledger.unknown(id, e.toString()));
      throw e;
    }
  }

  private static Optional<Long> opened(AtomicReference<Long> attempt) {
    return Optional.ofNullable(attempt.get());
  }

  /** One that was at work when its time was up has shown nothing. */
  private Ended heard(SessionTry t, Ended ended, Instant begun) {
    return switch (ended.state()) {
      case DONE, TURNS -> {
        health.worked(t.model(), begun);
        yield ended;
      }
      case BROKEN, UNREADABLE -> ended.because(health.broke(t.model(), ended.reason()));
      case TIME -> ended;
    };
  }
}
