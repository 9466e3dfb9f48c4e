package dev.muster.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class LooksTest {

  /** A scheduled task that throws is never run again, and revoked tokens' calls would go on. */
  @Test
  void a_look_that_fails_keeps_no_other_from_looking() {
    var looks = new AtomicInteger();
    Runnable broken =
        () -> {
          throw new IllegalStateException("the database is away");
        };

    RunningGateway.each(broken, looks::incrementAndGet, broken, looks::incrementAndGet);

    assertThat(looks).hasValue(2);
  }
}
