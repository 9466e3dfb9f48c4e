package dev.muster.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.ledger.Ledger;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class LostCallsTest {

  /** The first look fails as it does without a database. */
  @Test
  void lost_calls_are_looked_for_again_and_again_and_not_only_at_a_start() throws Exception {
    var looks = new CountDownLatch(3);
    var calls = new LostCalls(swept(looks), Duration.ofMillis(10));

    calls.start();
    try {
      assertThat(looks.await(10, TimeUnit.SECONDS)).isTrue();
    } finally {
      calls.stop();
    }
    assertThat(calls.isRunning()).isFalse();
  }

  private static Ledger swept(CountDownLatch looks) {
    return (Ledger)
        Proxy.newProxyInstance(
            Ledger.class.getClassLoader(),
            new Class<?>[] {Ledger.class},
            (proxy, method, given) -> {
              assertThat(method.getName()).isEqualTo("sweep");
              looks.countDown();
              if (looks.getCount() == 2) {
                throw new IllegalStateException("the database is gone");
              }
              return 1;
            });
  }
}
