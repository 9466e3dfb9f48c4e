package dev.muster.mcp;

import static dev.muster.mcp.McpFixture.message;
import static dev.muster.mcp.McpFixture.node;
import static dev.muster.mcp.McpFixture.within;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.mcp.McpSessions.Use;
import dev.muster.plan.McpServer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** One warm session per server and workspace: who has it, how long it lives, what replaces it. */
@Timeout(60)
class SharedSessionsTest {
  private static final Duration NEVER = Duration.ofHours(1);
  private final McpServer server = node("shared");
  private McpFixture room =
      new McpFixture(new SessionLimits(9, NEVER, NEVER, Duration.ofMillis(400), NEVER));

  @AfterEach
  void nothing_is_left_behind() throws Exception {
    room.close();
    assertThat(room.servers()).isEmpty();
  }

  @Test
  void three_runs_on_one_workspace_share_a_process_until_a_little_after_the_last()
      throws Exception {
    String first = say("backend", "pid");
    assertThat(say("frontend", "pid")).isEqualTo(first);
    room.sessions.close("backend");
    assertThat(say("frontend", "pid")).isEqualTo(first);
    room.sessions.close("frontend");
    assertThat(say("reviewer", "pid")).as("the next run on it comes soon").isEqualTo(first);
    assertThat(room.call(Use.alone("other"), server, "echo", message("pid")).text())
        .isNotEqualTo(first);
    room.sessions.close("other");
    assertThat(room.servers()).hasSize(1);
    room.sessions.close("reviewer");
    waitFor(() -> room.servers().isEmpty());
  }

  @Test
  void a_session_that_is_its_runs_alone_ends_with_it() {
    room.call("r-1", server, "echo", message("hi"));
    room.sessions.close("r-1");
    assertThat(room.servers()).isEmpty();
  }

  @Test
  void a_run_that_ends_takes_its_own_calls_along_and_the_server_is_told() throws Exception {
    String pid = say("frontend", "pid");
    var hanging = CompletableFuture.supplyAsync(() -> say("backend", "hang"));
    waitFor(() -> isWaiting("backend"));
    room.sessions.close("backend");
    assertThatThrownBy(hanging::get)
        .isInstanceOf(ExecutionException.class)
        .hasCauseInstanceOf(McpFailure.class)
        .hasMessageContaining("cancelled");
    waitFor(() -> say("frontend", "cancelled").equals("1"));
    assertThat(say("frontend", "pid")).isEqualTo(pid);
  }

  /** The call has reached the server when a later one was answered. */
  private boolean isWaiting(String run) {
    say("frontend", "hi");
    return room.sessions.calls(run) == 1;
  }

  @Test
  void an_interrupted_call_is_cancelled_at_the_server() throws Exception {
    say("frontend", "hi");
    Thread caller = new Thread(() -> assertThatThrownBy(() -> say("backend", "hang")));
    caller.start();
    waitFor(() -> isWaiting("backend"));
    caller.interrupt();
    caller.join(10_000);
    assertThat(caller.isAlive()).isFalse();
    waitFor(() -> say("frontend", "cancelled").equals("1"));
  }

  @Test
  void a_call_that_takes_too_long_is_cancelled_and_the_session_stays_if_it_answers() {
    McpServer quick = within(server, 4);
    String pid = room.call(use("a"), quick, "echo", message("pid")).text();
    assertThatThrownBy(() -> room.call(use("a"), quick, "echo", message("hang")))
        .hasMessageContaining("no answer to tools/call echo within 4 s");
    assertThat(room.call(use("a"), quick, "echo", message("cancelled")).text()).isEqualTo("1");
    assertThat(room.call(use("a"), quick, "echo", message("pid")).text()).isEqualTo(pid);
  }

  @Test
  void tools_are_listed_once_and_again_when_they_have_changed() {
    assertThat(room.sessions.tools(use("a"), server)).hasSize(3);
    assertThat(room.sessions.tools(use("b"), server)).hasSize(3);
    assertThat(say("a", "lists")).isEqualTo("1");
    say("a", "grow");
    assertThat(room.sessions.tools(use("b"), server)).hasSize(4);
    assertThat(room.sessions.tools(use("a"), server)).hasSize(4);
    assertThat(say("a", "lists")).isEqualTo("2");
  }

  @Test
  void a_session_that_was_silent_and_gives_no_sign_of_life_is_replaced() throws Exception {
    room.close();
    room = new McpFixture(new SessionLimits(9, Duration.ZERO, NEVER, NEVER, NEVER));
    McpServer quick = within(server, 4);
    String pid = room.call(use("a"), quick, "echo", message("pid")).text();
    new ProcessBuilder("kill", "-STOP", pid).start().waitFor(5, TimeUnit.SECONDS);
    String next = room.call(use("a"), quick, "echo", message("pid")).text();
    assertThat(next).isNotEqualTo(pid);
    assertThat(room.servers()).containsExactly(Long.valueOf(next));
  }

  @Test
  void one_that_is_busy_with_another_call_is_not_taken_for_dead() throws Exception {
    room.close();
    room = new McpFixture(new SessionLimits(9, Duration.ZERO, NEVER, NEVER, NEVER));
    McpServer patient = within(server, 30);
    String pid = room.call(use("b"), patient, "echo", message("pid")).text();
    var blocking =
        CompletableFuture.supplyAsync(
            () -> room.call(use("a"), patient, "echo", message("block")).text());
    waitFor(() -> room.sessions.calls("a") == 1);
    Thread.sleep(500);
    assertThat(room.call(use("b"), patient, "echo", message("pid")).text()).isEqualTo(pid);
    assertThat(blocking.get()).isEqualTo("awake");
    assertThat(room.servers()).hasSize(1);
  }

  @Test
  void a_session_that_was_replaced_is_in_reach_until_its_last_call_ends() throws Exception {
    say("a", "hi");
    var first = CompletableFuture.supplyAsync(() -> say("a", "hang"));
    waitFor(() -> room.sessions.calls("a") == 1);
    room.call(use("b"), within(server, 50), "echo", message("hi"));
    assertThat(room.servers()).hasSize(2);
    room.sessions.close("a");
    assertThatThrownBy(() -> first.get(10, TimeUnit.SECONDS)).hasMessageContaining("cancelled");
    waitFor(() -> room.servers().size() == 1);

    var second =
        CompletableFuture.supplyAsync(
            () -> room.call(use("b"), within(server, 50), "echo", message("hang")));
    waitFor(() -> room.sessions.calls("b") == 1);
    say("a", "hi");
    room.sessions.destroy();
    assertThat(room.servers()).isEmpty();
    assertThatThrownBy(() -> second.get(10, TimeUnit.SECONDS)).hasMessageContaining("fixture");
  }

  @Test
  void who_waits_for_the_one_that_opens_can_be_cancelled() throws Exception {
    McpServer mute = node("mute");
    var opening = CompletableFuture.supplyAsync(() -> room.sessions.tools(use("a"), mute));
    waitFor(() -> room.servers().size() == 1);
    Thread stopped =
        new Thread(() -> assertThatThrownBy(() -> room.sessions.tools(use("b"), mute)));
    stopped.start();
    waitFor(() -> room.sessions.calls("b") == 1);
    stopped.interrupt();
    stopped.join(5_000);
    assertThat(stopped.isAlive()).isFalse();

    var waiting = CompletableFuture.supplyAsync(() -> room.sessions.tools(use("c"), mute));
    waitFor(() -> room.sessions.calls("c") == 1);
    room.sessions.close("c");
    assertThatThrownBy(() -> waiting.get(5, TimeUnit.SECONDS)).hasMessageContaining("cancelled");
    assertThat(opening).as("the one that opens goes on").isNotDone();
    assertThat(room.servers()).hasSize(1);
  }

  @Test
  void a_session_that_nobody_calls_for_long_is_closed_whoever_wants_it() throws Exception {
    room.close();
    room =
        new McpFixture(
            new SessionLimits(9, NEVER, NEVER, Duration.ofMillis(200), Duration.ofMillis(600)));
    String pid = say("a", "pid");
    waitFor(() -> room.servers().isEmpty());
    assertThat(say("a", "pid")).as("opened again by the next call").isNotEqualTo(pid);
  }

  @Test
  void there_are_so_many_processes_and_the_one_idle_longest_makes_room() throws Exception {
    var few = room.connections(2);
    var sessions = new WarmSessions(few, SessionLimits.of(9));
    try {
      for (String key : List.of("a", "b", "c", "d")) {
        McpFixture.call(sessions, Use.alone(key), server, "echo", message("hi"));
      }
      assertThat(room.servers()).hasSize(2);
      var a =
          CompletableFuture.runAsync(
              () -> McpFixture.call(sessions, Use.alone("c"), server, "echo", message("hang")));
      var b =
          CompletableFuture.runAsync(
              () -> McpFixture.call(sessions, Use.alone("d"), server, "echo", message("hang")));
      waitFor(() -> sessions.calls("c") + sessions.calls("d") == 2);
      assertThatThrownBy(
              () -> McpFixture.call(sessions, Use.alone("e"), server, "echo", message("hi")))
          .hasMessageContaining("2 processes of MCP servers are in use already");
      sessions.close("c");
      McpFixture.call(sessions, Use.alone("e"), server, "echo", message("hi"));
      sessions.close("d");
      assertThat(List.of(a, b)).allSatisfy(call -> assertThatThrownBy(call::get));
    } finally {
      sessions.destroy();
    }
  }

  @Test
  void nothing_is_called_in_a_new_session_before_its_tools_were_looked_at() throws Exception {
    String address = room.start("hostile-http");
    McpServer remote = McpFixture.http(address + "/forgets-sessions", Map.of());
    assertThat(room.call(use("a"), remote, "echo", message("a")).text()).isEqualTo("Echo: a");
    room.get(address + "/forget");
    assertThatThrownBy(() -> room.sessions.call(use("a"), remote, "echo", message("b")))
        .isInstanceOf(NewSession.class);
    assertThat(room.sessions.tools(use("b"), remote)).hasSize(3);
    assertThatThrownBy(() -> room.sessions.call(use("a"), remote, "echo", message("b")))
        .as("another run has looked")
        .isInstanceOf(NewSession.class);
    assertThat(room.get(address + "/calls")).isEqualTo("1");
    assertThat(room.sessions.tools(use("a"), remote)).hasSize(3);
    assertThat(room.sessions.call(use("a"), remote, "echo", message("b")).text())
        .isEqualTo("Echo: b");
    assertThat(room.get(address + "/calls")).isEqualTo("2");
  }

  /** The SDK lost one in six of these: the call waited for its whole time-out. */
  @Test
  void a_session_that_the_server_forgot_is_known_as_such_at_once_each_time() throws Exception {
    String address = room.start("hostile-http");
    McpServer remote = McpFixture.http(address + "/forgets-sessions", Map.of());
    for (int n = 0; n < 30; n++) {
      assertThat(room.sessions.tools(use("a"), remote)).hasSize(3);
      room.get(address + "/forget");
      assertThatThrownBy(() -> room.sessions.call(use("a"), remote, "echo", message("b")))
          .isInstanceOf(NewSession.class);
    }
    assertThat(room.get(address + "/calls")).isEqualTo("0");
  }

  /** It has one route, for messages, and its framework says 404 to everything else. */
  @Test
  void a_server_without_a_standing_stream_knows_its_session_all_the_same() throws Exception {
    String address = room.start("hostile-http");
    McpServer remote = McpFixture.http(address + "/no-stream", Map.of());
    assertThat(room.sessions.tools(use("a"), remote)).hasSize(3);
    for (int n = 0; n < 500 && room.get(address + "/refused").equals("0"); n++) {
      Thread.sleep(20);
    }
    assertThat(room.get(address + "/refused")).isNotEqualTo("0");
    for (int n = 0; n < 3; n++) {
      assertThat(room.sessions.call(use("a"), remote, "echo", message("b")).text())
          .isEqualTo("Echo: b");
    }
    assertThat(room.get(address + "/calls")).isEqualTo("3");
  }

  @Test
  void over_http_tools_are_listed_again_after_a_while_without_being_told_to() throws Exception {
    room.close();
    room = new McpFixture(new SessionLimits(9, NEVER, Duration.ZERO, NEVER, NEVER));
    String address = room.start("hostile-http");
    McpServer remote = McpFixture.http(address + "/healthy", Map.of());
    for (int n = 1; n < 4; n++) {
      room.sessions.tools(use("a"), remote);
      room.sessions.tools(use("a"), server);
      assertThat(room.get(address + "/lists")).isEqualTo(String.valueOf(n));
    }
    assertThat(say("a", "lists")).as("a process is what it was").isEqualTo("1");
  }

  @Test
  void a_call_that_was_sent_is_never_repeated() {
    McpServer dying = node("dies");
    room.call(use("a"), dying, "echo", message("fine"));
    assertThatThrownBy(() -> room.call(use("a"), dying, "echo", message("die")))
        .hasMessageContaining("exit code 7");
    assertThat(room.call(use("a"), dying, "echo", message("b")).error()).isFalse();
  }

  private String say(String run, String what) {
    return room.call(use(run), server, "echo", message(what)).text();
  }

  private static Use use(String run) {
    return new Use("feature-1", run);
  }

  private static void waitFor(BooleanSupplier what) throws InterruptedException {
    for (int n = 0; n < 500 && !what.getAsBoolean(); n++) {
      Thread.sleep(20);
    }
    assertThat(what.getAsBoolean()).isTrue();
  }
}
