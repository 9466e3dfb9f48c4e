package dev.muster.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.ledger.CallRequest;
import dev.muster.ledger.Opening;
import dev.muster.ledger.TestLedger;
import dev.muster.model.FakeProvider;
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
 * in turn, so that both see the same machine.
 */
class LatencyTest {
  private static final int WARM_UP = 100;
  private static final int CALLS = 200;
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
        long d = nanos(lane, direct, Lane.KEY, body);
        long g = nanos(lane, access.openAi(), access.token(), body);
        // Else the last call's settlement would be waited for, too.
        Lane.until(() -> lane.attempts().stream().allMatch(a -> a.answeredAt() != null));
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
          "gateway: median %.2f ms direct, %.2f ms through, %.2f ms added; a reservation alone %.2f ms%n",
          median(without),
          median(with),
          added,
          median(reserving));
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
