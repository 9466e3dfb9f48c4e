package dev.muster.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.mcp.Probe.BindingState;
import dev.muster.mcp.Probe.State;
import dev.muster.plan.Binding;
import dev.muster.plan.McpServer;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Servers that do their worst, side by side with one that is well: each costs its own binding. */
@Timeout(180)
class HostileServersTest {
  private static final int SHORT = 4;
  private static final int LONG = 60;
  private static final int HANGING = 40;
  private static final int SOON = 20;
  private final String dep = "d-" + UUID.randomUUID().toString().substring(0, 8);

  /**
   * @param reason what a person must be told; empty when there is nothing to tell
   */
  private record Case(int seconds, State state, String... reason) {}

  private static Map<String, Case> cases() {
    Map<String, Case> cases = new LinkedHashMap<>();
    failing(cases, "no-initialize", "no answer to initialize within 4 s", "thinking about");
    failing(cases, "no-list", "no answer to tools/list within 4 s", "longer timeout");
    failing(cases, "garbage", "no answer to initialize", "lines on stdout were no messages");
    failing(cases, "blank-lines", "no answer to initialize", "lines on stdout were no messages");
    failing(cases, "closes-stdout", "server closed its output", "nothing more to say");
    failing(cases, "ignores-sigterm", "no answer to initialize");
    failing(cases, "wrong-ids", "no answer to initialize");
    failing(cases, "slow-drip", "no answer to initialize");
    failing(cases, "slow-pages", "no answer to tools/list within 4 s");
    failing(cases, "reads-nothing", "no answer to initialize");
    ending(cases, "floods-stderr", "exit code 9", "the last of 100 MB");
    ending(cases, "dies-at-start", "exit code 9", "no licence", "run it by hand");
    ending(cases, "dies-at-initialize", "initialize: ", "exit code 9", "died of initialize");
    ending(cases, "dies-at-list", "tools/list: ", "exit code 9", "died of the list");
    ending(cases, "10000-tools", "more than 2000 tools", "fewer tools");
    ending(cases, "endless-pages", "does not come to an end");
    ending(cases, "schema-bomb", "cannot be read", "nesting depth");
    ending(cases, "50-mb-line", "a line longer than 8388608 bytes");
    var wrong = State.DEGRADED;
    cases.put("no-call", new Case(SHORT, wrong, "no answer to tools/call echo within 4 s"));
    cases.put("dies-at-call", new Case(LONG, wrong, "exit code 9", "died of the call"));
    cases.put("long-description", new Case(LONG, wrong, "talker is left out", "65536"));
    cases.put("same-name-twice", new Case(LONG, wrong, "good is left out", "twice"));
    cases.put("strange-names", new Case(LONG, wrong, "x?y", "other/server", "na?ve", "new?line"));
    cases.put("deep-schema", new Case(LONG, wrong, "deep is left out", "deeper than 50"));
    cases.put("answers-twice", new Case(LONG, State.CONNECTED));
    cases.put("asks-us", new Case(LONG, State.CONNECTED));
    cases.put("floods-notifications", new Case(LONG, State.CONNECTED));
    cases.put("leaves-grandchildren", new Case(LONG, State.CONNECTED));
    return cases;
  }

  private static void failing(Map<String, Case> cases, String what, String... reason) {
    cases.put(what, new Case(SHORT, State.FAILED, reason));
  }

  private static void ending(Map<String, Case> cases, String what, String... reason) {
    cases.put(what, new Case(LONG, State.FAILED, reason));
  }

  @Test
  void each_has_its_own_outcome_and_nothing_is_left_behind() throws Exception {
    try (McpFixture room = new McpFixture();
        Marked marked = new Marked()) {
      Probe probe = room.probe();
      Map<String, CompletableFuture<BindingState>> asked = new LinkedHashMap<>();
      ProbePool pool = new ProbePool();
      try {
        cases()
            .forEach(
                (what, c) -> asked.put(what, ask(probe, pool, marked.server(what, c.seconds()))));
        CompletableFuture<BindingState> healthy = ask(probe, pool, marked.healthy(LONG));
        assertThat(healthy.get().state()).isEqualTo(State.CONNECTED);
        List<String> wrong = new ArrayList<>();
        cases().forEach((what, c) -> wrong.addAll(differences(what, c, asked.get(what).join())));
        assertThat(wrong).isEmpty();
        assertThat(marked.alive()).isEmpty();
        assertThat(marked.threads()).isEmpty();
      } finally {
        pool.close();
      }
    }
  }

  /** Muster's own limits: so many servers hang for ten minutes, and another is probed at once. */
  @Test
  void a_healthy_one_does_not_wait_for_those_that_hang() throws Exception {
    ProbePool pool = new ProbePool();
    try (McpFixture room = new McpFixture();
        ServerSocket silent = new ServerSocket(0, 200, InetAddress.getLoopbackAddress())) {
      Probe probe = room.probe();
      String address = "http://127.0.0.1:" + silent.getLocalPort() + "/mcp";
      McpServer hanging = McpFixture.within(McpFixture.http(address, Map.of()), 600);
      List<CompletableFuture<BindingState>> waiting =
          IntStream.range(0, HANGING).mapToObj(i -> ask(probe, pool, hanging)).toList();
      CompletableFuture<BindingState> healthy =
          ask(probe, pool, McpFixture.within(McpFixture.node("well-behaved"), LONG));
      assertThat(healthy.get(SOON, TimeUnit.SECONDS).state()).isEqualTo(State.CONNECTED);
      assertThat(waiting).noneMatch(CompletableFuture::isDone);
    } finally {
      pool.close();
    }
  }

  private CompletableFuture<BindingState> ask(Probe probe, ProbePool pool, McpServer server) {
    Binding binding = new Binding("qwen-code", server.name());
    return pool.call(() -> probe.probe(dep, binding, server, true, null));
  }

  private static List<String> differences(String what, Case expected, BindingState found) {
    List<String> wrong = new ArrayList<>();
    if (found.state() != expected.state()) {
      wrong.add(what + " is " + found.state() + ": " + head(found.reason()));
    }
    for (String part : expected.reason()) {
      if (found.reason() == null || !found.reason().contains(part)) {
        wrong.add(what + " does not tell of " + part + ": " + head(found.reason()));
      }
    }
    if (found.reason() != null && found.reason().length() > 40_000) {
      wrong.add(what + " tells too much");
    }
    return wrong;
  }

  private static String head(String reason) {
    return reason == null || reason.length() < 500 ? reason : reason.substring(0, 500);
  }
}
