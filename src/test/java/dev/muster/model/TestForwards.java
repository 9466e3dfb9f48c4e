package dev.muster.model;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.muster.ledger.Ledger;
import dev.muster.secret.Secrets;
import dev.muster.store.TestDatabase;
import java.time.Clock;
import java.time.Duration;

/** Forwarded calls for other rooms' tests, with small bounds. */
public final class TestForwards {
  /** Of one answer; a stream may have four times as many. */
  public static final int ANSWER_BYTES = 1 << 20;

  /** At the same time. */
  public static final int CALLS = 16;

  private TestForwards() {}

  public static ForwardedCalls of(Ledger ledger, Secrets secrets) {
    return of(ledger, secrets, Admission.OPEN, Outcomes.UNHEARD);
  }

  /** With what calls have taught about endpoints, as an installation has it. */
  public static ForwardedCalls learning(Ledger ledger, Secrets secrets) {
    var health = new HealthTable(TestDatabase.jdbc(), secrets, Clock.systemUTC());
    return of(ledger, secrets, Admission.OPEN, health);
  }

  static ForwardedCalls of(Ledger ledger, Secrets secrets, Admission admission, Outcomes heard) {
    var settings =
        new ModelSettings(
            16, 100, 8, Duration.ofSeconds(5), Duration.ofMillis(2), ANSWER_BYTES, CALLS);
    return new LedgeredForwards(
        ledger,
        Wires.all(),
        secrets,
        new ObjectMapper(),
        settings,
        Clock.systemUTC(),
        admission,
        heard,
        CallMeter.IDLE);
  }

  public static void close(ForwardedCalls calls) {
    ((LedgeredForwards) calls).close();
  }
}
