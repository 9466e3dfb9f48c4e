package dev.muster.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.model.FakeProvider;
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
  private static final int WARM_UP = 200;
  private static final int CALLS = 400;
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
      for (int i = 0; i < WARM_UP + CALLS; i++) {
        long d = nanos(lane, direct, Lane.KEY, body);
        long g = nanos(lane, access.openAi(), access.token(), body);
        if (i >= WARM_UP) {
          without.add(d);
          with.add(g);
        }
      }
      double added = median(with) - median(without);
      System.out.printf(
          Locale.ROOT,
          "gateway: median %.2f ms direct, %.2f ms through, %.2f ms added%n",
          median(without),
          median(with),
          added);
      assertThat(added)
          .as("ms added at the median, 5 is the goal on a quiet machine")
          .isLessThan(50);
    }
  }

  private static long nanos(Lane lane, URI base, String token, String body) throws Exception {
    long start = System.nanoTime();
    var answer = lane.post(base, "/chat/completions", token, body);
    long took = System.nanoTime() - start;
    assertThat(answer.statusCode()).isEqualTo(200);
    return took;
  }

  private static double median(List<Long> nanos) {
    Collections.sort(nanos);
    return nanos.get(nanos.size() / 2) / 1e6;
  }
}
