package dev.muster.mcp;

import static dev.muster.mcp.McpFixture.message;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.muster.mcp.Probe.BindingState;
import dev.muster.mcp.Probe.State;
import dev.muster.plan.Binding;
import dev.muster.plan.McpServer;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The same over HTTP: every path of the fixture is a server of its own. */
@Timeout(120)
class HostileHttpTest {
  private static final int SHORT = 4;
  private static final long KEPT = 30L << 20;
  private final McpFixture room = new McpFixture();
  private final String dep = "d-" + UUID.randomUUID().toString().substring(0, 8);
  private String address;

  @BeforeEach
  void start() throws Exception {
    address = room.start("hostile-http");
  }

  @AfterEach
  void close() throws Exception {
    room.close();
  }

  @Test
  void each_has_its_own_outcome_while_one_that_is_well_is_connected() {
    Map<String, String> reasons = new LinkedHashMap<>();
    reasons.put("no-initialize", "initialize: ");
    reasons.put("no-list", "tools/list");
    reasons.put("drips-json", "no answer to initialize within 4 s");
    reasons.put("drips-events", "no answer to tools/list within 4 s");
    reasons.put("no-json", "initialize: ");
    reasons.put("web-page", "Unknown media type returned: text/html");
    reasons.put("breaks-off", "tools/list: ");
    reasons.put("fails", "initialize: ");
    Probe probe = room.probe();
    ExecutorService pool = Executors.newCachedThreadPool();
    try {
      Map<String, CompletableFuture<BindingState>> asked = new LinkedHashMap<>();
      reasons.keySet().forEach(way -> asked.put(way, ask(probe, pool, server(way, SHORT))));
      long start = System.nanoTime();
      assertThat(ask(probe, pool, server("healthy", 20)).join().state()).isEqualTo(State.CONNECTED);
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(20));
      reasons.forEach(
          (way, reason) -> {
            BindingState found = asked.get(way).join();
            assertThat(found.state()).as(way).isEqualTo(State.FAILED);
            assertThat(found.reason()).as(way).contains(reason, "Mend: ", address);
          });
    } finally {
      pool.shutdownNow();
    }
  }

  /** The answer is given up at its limit, whether its length was told or not. */
  @ParameterizedTest
  @ValueSource(strings = {"large", "large-in-chunks", "large-event"})
  void fifty_megabytes_fail_that_call_alone_and_are_not_kept(String way) {
    McpServer server = server(way, 20);
    room.sessions.tools("r-1", server);
    long before = used();
    for (int n = 0; n < 3; n++) {
      McpFailure failure =
          catchThrowableOfType(
              McpFailure.class, () -> room.call("r-1", server, "echo", message("a")));
      assertThat(failure).isNotNull();
      assertThat(failure).hasMessageContaining("83886");
      assertThat(room.sessions.tools("r-1", server)).hasSize(3);
    }
    assertThat(used() - before).as("bytes kept").isLessThan(KEPT);
  }

  private static long used() {
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }

  @Test
  void a_call_without_an_answer_is_cancelled_at_the_server() throws Exception {
    McpServer server = server("no-call", 2);
    McpFailure failure =
        catchThrowableOfType(
            McpFailure.class, () -> room.call("r-1", server, "echo", message("a")));
    assertThat(failure).hasMessageContaining("tools/call echo");
    for (int n = 0; n < 250 && !room.get(address + "/cancelled").equals("1"); n++) {
      Thread.sleep(20);
    }
    assertThat(room.get(address + "/cancelled")).isEqualTo("1");
  }

  private McpServer server(String way, int seconds) {
    McpServer any = McpFixture.http(address + "/" + way, Map.of());
    return McpFixture.within(any, seconds);
  }

  private CompletableFuture<BindingState> ask(Probe probe, ExecutorService pool, McpServer server) {
    return CompletableFuture.supplyAsync(
        () -> probe.probe(dep, new Binding("qwen-code", server.url()), server, true, null), pool);
  }
}
