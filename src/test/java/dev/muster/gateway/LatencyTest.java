package dev.muster.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.ledger.CallRequest;
import dev.muster.ledger.Opening;
import dev.muster.ledger.TestLedger;
import dev.muster.model.FakeProvider;
import dev.muster.store.TestDatabase;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the gateway adds to a call: the same client asks the same provider directly and through it
 * in turn, so that both see the same machine. A JVM that has just started runs most of this in its
 * interpreter, so whoever wants the figure of a Muster that has been up for a while warms it up
 * longer: {@code -Dmuster.latency.warmUp=3000}.
 */
class LatencyTest {
  private static final int WARM_UP = Integer.getInteger("muster.latency.warmUp", 100);
  private static final int CALLS = Integer.getInteger("muster.latency.calls", 200);

  /** Before each measured call, for caches forget what they were not asked for. */
  private static final int PAUSE_MILLIS = Integer.getInteger("muster.latency.pauseMillis", 0);

  private static final String ASK =
      "{'model':'qwen3-coder-plus','max_tokens':500,'messages':[{'role':'user','content':'%s'}]}";

  @Test
  void the_median_of_what_the_gateway_adds(@TempDir Path folder) throws Exception {
    try (var provider = new FakeProvider();
        var lane = new Lane(folder, provider.url(), provider.url() + "/v1", provider.url())) {
      provider.answers(200, GatewayTest.OPENAI, "Content-Type", "application/json");
      var access = lane.open("coder");
      var direct = URI.create(provider.url() + "/v1");
      // As large as a CLI's.
      var body = ASK.formatted("Some words of a prompt. ".repeat(2_000));
      var without = new ArrayList<Long>();
      var with = new ArrayList<Long>();
      var reserving = new ArrayList<Long>();
      for (int i = 0; i < WARM_UP + CALLS; i++) {
        Thread.sleep(i < WARM_UP ? 0 : PAUSE_MILLIS);
        long d = nanos(lane, direct, Lane.KEY, body);
        Thread.sleep(i < WARM_UP ? 0 : PAUSE_MILLIS);
        long g = nanos(lane, access.openAi(), access.token(), body);
        // Else the last call's settlement would be waited for, too.
        Lane.until(() -> unsettled(lane) == 0);
        long r = reserve(lane, i);
        if (i >= WARM_UP) {
          reserving.add(r);
          without.add(d);
          with.add(g);
        }
      }
      double added = median(with) - median(without);
      System.out.printf(
          Locale.ROOT,
          "gateway: median %.2f ms direct, %.2f ms through, %.2f ms added; a reservation alone %.2f ms"
              + " (%d calls after %d, %d ms apart)%n",
          median(without),
          median(with),
          added,
          median(reserving),
          CALLS,
          WARM_UP,
          PAUSE_MILLIS);
      assertThat(added)
          .as("ms added at the median, 5 is the goal on a quiet machine")
          .isLessThan(100);
    }
  }

  private static long nanos(Lane lane, URI base, String token, String body) throws Exception {
    long start = System.nanoTime();
    var answer = lane.post(base, "/chat/completions", token, body);
    long took = System.nanoTime() - start;
    assertThat(answer.statusCode()).isEqualTo(200);
    return took;
  }

  private static int unsettled(Lane lane) {
    return TestDatabase.jdbc()
        .sql("select count(*) from muster.attempt where deployment_id = ? and state = 'SENDING'")
        .param(lane.deployment)
        .query(Integer.class)
        .single();
  }

  /** The commit that stands before every call, whoever makes it (law 1). */
  private static long reserve(Lane lane, int number) {
    var run = lane.run + "-alone";
    var request =
        new CallRequest(
            run + number,
            lane.deployment,
            "turn",
            run,
            lane.deployment + "/wave-1/backend/" + run,
            "backend",
            "mix",
            "coder",
            "qwen3-coder-plus",
            TestLedger.PRICE,
            false,
            BigDecimal.ONE,
            0);
    long start = System.nanoTime();
    var opened = (Opening.Send) lane.ledger.open(request);
    long took = System.nanoTime() - start;
    lane.ledger.failed(opened.attemptId(), 503, "only measured");
    return took;
  }

  private static double median(List<Long> nanos) {
    Collections.sort(nanos);
    return nanos.get(nanos.size() / 2) / 1e6;
  }
}
