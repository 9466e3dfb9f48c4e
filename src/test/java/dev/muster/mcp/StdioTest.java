package dev.muster.mcp;

import static dev.muster.mcp.McpFixture.message;
import static dev.muster.mcp.McpFixture.node;
import static dev.muster.mcp.McpFixture.stdio;
import static dev.muster.mcp.McpFixture.within;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import dev.muster.mcp.McpFailure.Kind;
import dev.muster.mcp.McpSessions.Called;
import dev.muster.plan.McpServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each pitfall of a stdio server, with a real process that has it. */
class StdioTest {
  private final McpFixture room = new McpFixture();

  @AfterEach
  void nothing_is_left_behind() throws Exception {
    room.close();
    assertThat(room.servers()).isEmpty();
  }

  @Test
  void tools_and_calls_share_one_warm_process() {
    assertThat(room.sessions.tools("r-1", node("well-behaved")))
        .extracting(McpSessions.Tool::name)
        .containsExactly("echo", "environment", "fail");
    assertThat(call(node("well-behaved"), "echo", "hi")).isEqualTo(new Called("Echo: hi", false));
    assertThat(room.servers()).hasSize(1);
    room.sessions.close("r-1");
    assertThat(room.servers()).isEmpty();
  }

  @Test
  void a_failing_tool_is_a_result() {
    assertThat(call(node("well-behaved"), "fail", "x"))
        .isEqualTo(new Called("it did not work", true));
    assertThat(call(node("well-behaved"), "nonsense", "x").error()).isTrue();
  }

  @Test
  void the_server_sees_none_of_our_environment() throws Exception {
    room.secrets.define("TOKEN", "t-0123456789");
    McpServer server =
        stdio(
            "node",
            List.of(McpFixture.script("well-behaved").toString()),
            Map.of("API_KEY", "${TOKEN}"));
    String answer = call(server, "environment", "").text();
    JsonNode seen = room.json.readTree(answer);
    List<String> names = new ArrayList<>();
    seen.get("env").fieldNames().forEachRemaining(names::add);
    assertThat(names).containsExactlyInAnyOrder("PATH", "HOME", "API_KEY", Family.MARK);
    assertThat(seen.get("cwd").asText()).isEqualTo(System.getProperty("user.home"));
    assertThat(seen.at("/env/API_KEY").asText())
        .as("a tool's answer goes to a model and the ledger")
        .isEqualTo("${TOKEN}");
  }

  @Test
  void noise_on_stdout_is_skipped() {
    assertThat(call(node("noisy"), "echo", "a").text()).isEqualTo("Echo: a");
    assertThat(call(node("noisy"), "echo", "b").text()).isEqualTo("Echo: b");
  }

  @Test
  void death_in_mid_call_is_told_at_once_with_its_reason() {
    call(node("dies"), "echo", "fine");
    long start = System.nanoTime();
    McpFailure failure = failure(() -> call(node("dies"), "echo", "die"));
    assertThat(failure.kind()).isEqualTo(Kind.FAILED);
    assertThat(failure).hasMessageContaining("exit code 7").hasMessageContaining("out of luck");
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
    assertThat(call(node("dies"), "echo", "again").text()).isEqualTo("Echo: again");
  }

  @Test
  void a_session_that_died_while_idle_is_replaced() throws Exception {
    call(node("well-behaved"), "echo", "a");
    ProcessHandle server = ProcessHandle.of(room.servers().get(0)).orElseThrow();
    server.destroyForcibly();
    server.onExit().get();
    assertThat(call(node("well-behaved"), "echo", "b").text()).isEqualTo("Echo: b");
  }

  @Test
  void exit_at_once_is_told_with_the_servers_own_words() {
    McpFailure failure = failure(() -> room.sessions.tools("r-1", node("dies-at-once")));
    assertThat(failure.kind()).isEqualTo(Kind.FAILED);
    assertThat(failure)
        .hasMessageContaining("exit code 1")
        .hasMessageContaining("Please provide a personal access token");
  }

  @Test
  void stubborn_server_and_its_child_are_killed() {
    String[] pids = call(node("stubborn"), "pids", "").text().split(" ");
    room.sessions.close("r-1");
    assertThat(Stream.of(pids).map(Long::valueOf).flatMap(p -> ProcessHandle.of(p).stream()))
        .noneMatch(ProcessHandle::isAlive);
  }

  @Test
  void hanging_call_times_out_and_the_next_one_gets_a_new_session() {
    McpServer server = within(node("hangs"), 2);
    McpFailure failure = failure(() -> call(server, "echo", "hang"));
    assertThat(failure.kind()).isEqualTo(Kind.FAILED);
    assertThat(failure).hasMessageContaining("no answer to tools/call echo within 2 s");
    assertThat(call(server, "echo", "a").text()).isEqualTo("Echo: a");
    assertThat(room.servers()).hasSize(1);
  }

  @Test
  void mute_server_times_out_at_initialize() {
    assertThat(failure(() -> call(within(node("mute"), 1), "echo", "a")))
        .hasMessageContaining("initialize");
    assertThat(room.servers()).isEmpty();
  }

  @Test
  void flood_on_stderr_blocks_nothing() {
    assertThat(call(node("floods"), "echo", "a").text()).isEqualTo("Echo: a");
  }

  @Test
  void all_pages_are_listed_and_endless_ones_end() {
    assertThat(room.sessions.tools("r-1", node("paginated"))).hasSize(40);
    assertThat(failure(() -> room.sessions.tools("r-1", node("endless"))))
        .hasMessageContaining("does not come to an end");
  }

  @Test
  void output_is_bounded() {
    assertThat(call(node("huge"), "echo", "text").text())
        .hasSizeLessThan(Content.MAX_TEXT + 100)
        .endsWith("more characters]");
    assertThat(call(node("huge"), "echo", "line"))
        .as("the call was made, and the session goes on")
        .matches(c -> c.error() && c.text().contains("longer"));
    assertThat(call(node("huge"), "echo", "text").error()).isFalse();
  }

  @Test
  void fifty_megabytes_in_a_line_are_never_held() {
    McpServer server = node("hostile", "50-mb-answer");
    assertThat(call(server, "echo", "small").error()).isFalse();
    long before = used();
    for (int n = 0; n < 3; n++) {
      assertThat(call(server, "echo", "large"))
          .matches(c -> c.error() && c.text().contains("a line longer than 8388608 bytes"));
      assertThat(call(server, "echo", "small").error()).as("the session goes on").isFalse();
    }
    assertThat(used() - before).as("bytes kept").isLessThan(30L << 20);
    assertThat(room.servers()).hasSize(1);
  }

  private static long used() {
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }

  @ParameterizedTest
  @ValueSource(strings = {"2024-11-05", "2025-03-26", "2025-06-18", "2025-11-25"})
  void every_protocol_version_is_spoken(String version) {
    assertThat(call(node("insists", version), "echo", "a").text()).isEqualTo("Echo: a");
  }

  @Test
  void server_without_tools_has_none() {
    assertThat(room.sessions.tools("r-1", node("no-tools"))).isEmpty();
  }

  @Test
  void missing_program_is_offline_and_named() {
    McpFailure missing =
        failure(() -> room.sessions.tools("r-1", stdio("no-such-program", List.of(), Map.of())));
    assertThat(missing.kind()).isEqualTo(Kind.OFFLINE);
    assertThat(missing).hasMessageContaining("no-such-program is not on the PATH");
    McpFailure node =
        failure(
            () -> room.sessions.tools("r-1", stdio("npx", List.of(), Map.of("PATH", "/nowhere"))));
    assertThat(node).hasMessageContaining("Node.js is missing");
    assertThatThrownBy(() -> room.sessions.tools("r-1", stdio("/no/such/cmd", List.of(), Map.of())))
        .hasMessageContaining("/no/such/cmd");
  }

  @Test
  void missing_secret_is_named_before_anything_is_started() {
    McpFailure failure =
        failure(() -> call(stdio("node", List.of(), Map.of("K", "${HF_TOKEN}")), "echo", ""));
    assertThat(failure.kind()).isEqualTo(Kind.NEEDS_AUTH);
    assertThat(failure).hasMessageContaining("HF_TOKEN").hasMessageContaining("ask the team");
  }

  @Test
  void concurrent_calls_on_one_session_all_get_their_own_answer() throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(32);
    try {
      List<Callable<Boolean>> calls = new ArrayList<>();
      for (int n = 0; n < 4000; n++) {
        String text = "m" + n + "ü".repeat(n % 300);
        calls.add(() -> call(node("well-behaved"), "echo", text).text().equals("Echo: " + text));
      }
      for (Future<Boolean> right : pool.invokeAll(calls)) {
        assertThat(right.get()).isTrue();
      }
    } finally {
      pool.shutdownNow();
    }
    assertThat(room.servers()).hasSize(1);
  }

  @Test
  void opening_and_closing_leaks_neither_processes_nor_threads() {
    for (int n = 0; n < 15; n++) {
      room.sessions.tools("r-" + n, node("well-behaved"));
      room.sessions.close("r-" + n);
    }
    assertThat(room.servers()).isEmpty();
    assertThat(Thread.getAllStackTraces().keySet())
        .filteredOn(t -> t.getName().matches("mcp-.*-fixture.*"))
        .allMatch(Thread::isDaemon)
        .hasSizeLessThan(10);
  }

  @Test
  void closing_reaches_a_server_that_never_answers() throws Exception {
    ExecutorService one = Executors.newSingleThreadExecutor();
    try {
      Future<?> opening = one.submit(() -> call(node("mute"), "echo", "a"));
      for (int n = 0; n < 250 && room.servers().isEmpty(); n++) {
        Thread.sleep(20);
      }
      room.sessions.close("r-1");
      assertThatThrownBy(opening::get).hasCauseInstanceOf(McpFailure.class);
      assertThat(room.servers()).isEmpty();
    } finally {
      one.shutdownNow();
    }
  }

  @Test
  void the_session_idle_longest_makes_room() throws Exception {
    try (McpFixture small = new McpFixture(2)) {
      for (String key : List.of("a", "b", "c")) {
        small.sessions.tools(key, node("well-behaved"));
      }
      assertThat(small.servers()).hasSize(2);
    }
  }

  private Called call(McpServer server, String tool, String text) {
    return room.call("r-1", server, tool, message(text));
  }

  private static McpFailure failure(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
    McpFailure failure = catchThrowableOfType(McpFailure.class, call);
    assertThat(failure).as("a failure of the wire").isNotNull();
    return failure;
  }

  /** As a value of secrets.env can be; the second one would find no slot. */
  @Test
  void an_environment_that_no_program_can_be_given_keeps_no_slot_and_is_not_shown() {
    var connections = room.connections(1);
    var impossible = McpFixture.stdio("node", List.of(), Map.of("TOKEN", "secret\u0000value"));
    for (var n = 0; n < 2; n++) {
      assertThatThrownBy(() -> connections.open(impossible))
          .isInstanceOf(McpFailure.class)
          .hasMessageContaining("no program can be given its environment")
          .hasMessageNotContaining("secret");
    }
    connections.open(McpFixture.node("well-behaved")).close();
  }
}
