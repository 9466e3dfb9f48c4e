package dev.muster.mcp;

import static dev.muster.mcp.McpFixture.expecting;
import static dev.muster.mcp.McpFixture.http;
import static dev.muster.mcp.McpFixture.node;
import static dev.muster.mcp.McpFixture.within;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.muster.client.ClientListing.Answer;
import dev.muster.client.ClientListing.Listed;
import dev.muster.client.Clients.Written;
import dev.muster.evidence.Chains;
import dev.muster.mcp.Probe.BindingState;
import dev.muster.mcp.Probe.Rung;
import dev.muster.mcp.Probe.State;
import dev.muster.plan.Binding;
import dev.muster.plan.McpServer;
import dev.muster.secret.SecretMissing;
import dev.muster.store.TestDatabase;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.dao.DataAccessResourceFailureException;

class ProbeTest {
  private static final Binding BINDING = new Binding("qwen-code", "fixture");
  private final McpFixture room = new McpFixture();
  private final String dep = "d-" + UUID.randomUUID().toString().substring(0, 8);
  private final Probe probe = room.probe();

  @AfterEach
  void nothing_is_left_behind() throws Exception {
    room.close();
    assertThat(room.servers()).isEmpty();
  }

  /** What a CLI says of itself is kept with what was measured, whether or not it is true. */
  @Test
  void each_probe_of_a_deployment_is_evidence_with_its_rungs_and_what_the_cli_said() {
    var said = new Listed(Answer.LISTED, "fixture: ... - Connected", Duration.ofMillis(5));
    probe.probe(dep, BINDING, node("well-behaved"), true, null, () -> said);
    probe.ask(dep, BINDING, node("well-behaved"), McpFixture::written, () -> said);

    assertThat(Chains.stored().chain(dep))
        .singleElement()
        .matches(e -> e.kind().equals("binding-probed") && e.subject().equals(BINDING.id()))
        .matches(e -> e.payload().contains("fixture: ... - Connected"))
        .matches(e -> e.payload().contains("\"name\":\"initialize\""));
  }

  @Test
  void connected_over_stdio_with_every_rung_measured() {
    BindingState state = probe(expecting(node("well-behaved"), 3, "echo", "environment", "fail"));
    assertThat(state.state()).isEqualTo(State.CONNECTED);
    assertThat(state.tools()).containsExactly("echo", "environment", "fail");
    assertThat(state.rungs())
        .extracting(Rung::name)
        .containsExactly(
            "config", "command", "start", "initialize", "tools/list", "expectation", "lock");
    assertThat(state.rungs()).allMatch(Rung::passed).allMatch(rung -> !rung.took().isZero());
    assertThat(state.rungs().get(3).took()).isPositive();
    assertThat(state.rungs().get(3).note())
        .matches("\\S+ \\S+, protocol 20\\d\\d-\\d\\d-\\d\\d, capabilities tools.*");
  }

  /** The server answers, but no client of ours would reach it. */
  @Test
  void what_muster_did_not_configure_is_degraded_at_best() {
    BindingState state =
        probe.probeUnconfigured(
            dep, BINDING, node("well-behaved"), () -> "not configured by Muster: there is no file");
    assertThat(state.state()).isEqualTo(State.DEGRADED);
    assertThat(state.tools()).hasSize(3);
    assertThat(state.rungs())
        .filteredOn(rung -> !rung.passed())
        .extracting(Rung::name)
        .containsExactly("config");
    assertThat(state.reason()).isEqualTo("not configured by Muster: there is no file");
    BindingState nobody =
        probe.probeUnconfigured(dep, BINDING, http("http://127.0.0.1:1/mcp", Map.of()), () -> "x");
    assertThat(nobody.state()).isEqualTo(State.OFFLINE);
  }

  @Test
  void the_look_at_the_file_is_measured_as_the_other_rungs_are() {
    var slow = CompletableFuture.delayedExecutor(300, TimeUnit.MILLISECONDS);
    BindingState state =
        probe.probe(
            dep,
            BINDING,
            node("well-behaved"),
            () -> CompletableFuture.supplyAsync(McpFixture::written, slow).join());
    assertThat(state.rungs().get(0).took()).isGreaterThanOrEqualTo(Duration.ofMillis(250));
  }

  @Test
  void connected_over_http() throws Exception {
    room.secrets.define("T", "right");
    BindingState state =
        probe(http(room.startHttp("right"), Map.of("Authorization", "Bearer ${T}")));
    assertThat(state.state()).isEqualTo(State.CONNECTED);
    assertThat(state.rungs())
        .extracting(Rung::name)
        .containsExactly(
            "config", "address", "connect", "initialize", "tools/list", "expectation", "lock");
  }

  @Test
  void extra_tools_are_a_finding() {
    BindingState state = probe(expecting(node("well-behaved"), null, "echo", "fail"));
    assertThat(state.state()).isEqualTo(State.DEGRADED);
    assertThat(state.extraTools()).containsExactly("environment");
    assertThat(state.missingTools()).isEmpty();
    assertThat(state.rungs()).allMatch(Rung::passed);
    assertThat(state.isUsable()).isTrue();
    assertThat(stored().isUsable()).isTrue();
  }

  @Test
  void missing_tools_are_named() {
    BindingState state = probe(expecting(node("well-behaved"), null, "echo", "paint"));
    assertThat(state.state()).isEqualTo(State.DEGRADED);
    assertThat(state.missingTools()).containsExactly("paint");
    assertThat(state.isUsable()).isFalse();
    assertThat(state.reason()).contains("missing: paint", ". Mend: start the version");
  }

  @Test
  void fewer_tools_than_counted_are_missing_and_more_are_extra() {
    BindingState fewer = probe(expecting(node("well-behaved"), 15));
    assertThat(fewer.state()).isEqualTo(State.DEGRADED);
    assertThat(fewer.reason()).contains("Mend: ");
    assertThat(fewer.missingTools()).containsExactly("12 more, which the plan does not name");
    BindingState more = probe(expecting(node("well-behaved"), 2));
    assertThat(more.state()).isEqualTo(State.DEGRADED);
    assertThat(more.missingTools()).isEmpty();
    assertThat(more.reason()).contains("Mend: ");
    assertThat(more.extraTools()).containsExactly("1 more than the plan expects");
  }

  @Test
  void unknown_expectation_wants_one_tool() {
    assertThat(probe(node("well-behaved")).state()).isEqualTo(State.CONNECTED);
    BindingState none = probe(node("no-tools"));
    assertThat(none.state()).isEqualTo(State.FAILED);
    assertThat(none.reason()).contains("no tool at all. Mend: ");
  }

  @Test
  void unanswered_tools_list_is_no_empty_list() {
    BindingState state = probe(within(node("list-unanswered"), 1));
    assertThat(state.state()).isEqualTo(State.FAILED);
    assertThat(state.tools()).isNull();
    assertThat(stored().tools()).isNull();
    assertThat(state.rungs().get(4)).matches(r -> !r.passed() && r.name().equals("tools/list"));
  }

  @Test
  void missing_credentials_then_given_then_connected() throws Exception {
    McpServer server =
        http(room.startHttp("right"), Map.of("Authorization", "Bearer ${LINEAR_API_KEY}"));
    assertThat(probe(server).state()).isEqualTo(State.NEEDS_AUTH);
    room.secrets.define("LINEAR_API_KEY", "wrong");
    assertThat(probe(server).state()).isEqualTo(State.NEEDS_AUTH);
    assertThat(stored().reason())
        .contains("answered 403: ask the team for a token. Mend: ", "${LINEAR_API_KEY}");
    assertThat(probe(server).tools()).isNull();
    room.secrets.define("LINEAR_API_KEY", "right");
    assertThat(probe(server).state()).isEqualTo(State.CONNECTED);
    assertThat(probe.states(dep)).hasSize(1);
    assertThat(stored().state()).isEqualTo(State.CONNECTED);
  }

  @Test
  void nobody_there_is_offline() {
    BindingState state = probe(http("http://127.0.0.1:1/mcp", Map.of()));
    assertThat(state.state()).isEqualTo(State.OFFLINE);
    assertThat(state.rungs().get(2)).matches(r -> r.name().equals("connect") && !r.passed());
    assertThat(state.reason()).contains("cannot be reached at 127.0.0.1:1", "Mend: start it");
    for (String command : List.of("no-such", "/no/such", "npx-of-nobody")) {
      assertThat(probe(McpFixture.stdio(command, List.of(), Map.of())))
          .matches(s -> s.state() == State.OFFLINE)
          .matches(s -> s.reason().contains(". Mend: install it"));
    }
  }

  @Test
  void dead_server_is_failed_with_its_words_and_without_secrets() {
    room.secrets.define("PAT", "personal access");
    BindingState state = probe(node("dies-at-once"));
    assertThat(state.state()).isEqualTo(State.FAILED);
    assertThat(state.reason()).contains("exit code 1", "${PAT} token");
  }

  @Test
  void config_that_is_not_as_written_stops_the_climb() {
    BindingState state =
        probe.probe(dep, BINDING, node("well-behaved"), false, "somebody changed it");
    assertThat(state.state()).isEqualTo(State.FAILED);
    assertThat(state.rungs()).hasSize(1);
    assertThat(state.reason()).startsWith("somebody changed it. Mend: ");
  }

  @Test
  void a_file_of_before_is_degraded_although_the_server_answers() {
    var now = new Written(true, null, "an address changed");
    BindingState state = probe.probe(dep, BINDING, node("well-behaved"), () -> now);
    assertThat(state.state()).isEqualTo(State.DEGRADED);
    assertThat(state.reason()).isEqualTo("an address changed");
    assertThat(state.tools()).hasSize(3);
    assertThat(state.isUsable()).isFalse();
    assertThat(state.rungs())
        .filteredOn(rung -> !rung.passed())
        .extracting(Rung::name, Rung::note)
        .containsExactly(tuple("config", "an address changed"));
    var more = expecting(node("well-behaved"), null, "echo", "fail");
    assertThat(probe.probe(dep, BINDING, more, () -> now).isUsable()).isFalse();
  }

  @Test
  void a_secret_that_the_clients_file_lacks_is_a_question_to_a_person() {
    BindingState state =
        probe.probe(
            dep,
            BINDING,
            node("well-behaved"),
            () -> {
              throw new SecretMissing("VAULT", "secrets.env");
            });
    assertThat(state.state()).isEqualTo(State.NEEDS_AUTH);
    assertThat(state.reason()).contains("${VAULT} has no value");
  }

  @Test
  void a_database_that_does_not_answer_is_no_word_about_a_server() {
    assertThatThrownBy(
            () ->
                probe.probe(
                    dep,
                    BINDING,
                    node("well-behaved"),
                    () -> {
                      throw new DataAccessResourceFailureException("gone");
                    }))
        .isInstanceOf(DataAccessResourceFailureException.class);
    assertThat(probe.states(dep)).isEmpty();
  }

  @Test
  void a_canary_that_the_plan_names_is_called_after_the_expectation() {
    BindingState state = probe(canary("echo", "Echo: sing"));
    assertThat(state.state()).isEqualTo(State.CONNECTED);
    assertThat(state.rungs())
        .extracting(Rung::name)
        .endsWith("tools/list", "expectation", "canary", "lock");
    assertThat(state.rungs().get(6).took()).isPositive();
    assertThat(state.rungs().get(6).note()).isEqualTo("Echo: sing");
  }

  @Test
  void a_canary_with_another_answer_or_an_error_degrades_with_what_was_said() {
    room.secrets.define("SONG", "sing");
    room.secrets.resolve("${SONG}");
    BindingState other = probe(canary("echo", "Echo: fly"));
    assertThat(other.state()).isEqualTo(State.DEGRADED);
    assertThat(other.reason())
        .contains("canary echo gives an answer without \"Echo: fly\": Echo: ${SONG}")
        .doesNotContain("Echo: sing");
    assertThat(other.isUsable()).isFalse();
    BindingState failing = probe(canary("fail", null));
    assertThat(failing.state()).isEqualTo(State.DEGRADED);
    assertThat(failing.tools()).hasSize(3);
    assertThat(failing.reason())
        .contains("canary fail answers with an error: it did not work", "Mend: ");
  }

  private static McpServer canary(String tool, String contains) {
    return McpFixture.limited(
        node("well-behaved"),
        null,
        new McpServer.Canary(tool, McpFixture.message("sing"), contains));
  }

  @Test
  void a_cli_that_lists_the_server_is_the_last_rung() {
    BindingState state = asked(Answer.CONNECTED, "fixture: x (stdio) - Connected");
    assertThat(state.state()).isEqualTo(State.CONNECTED);
    assertThat(state.rungs())
        .last()
        .isEqualTo(new Rung("cli", true, Duration.ofMillis(7), "fixture: x (stdio) - Connected"));
  }

  @ParameterizedTest
  @EnumSource(names = {"NOT_CONNECTED", "ABSENT", "NO_ANSWER"})
  void what_the_cli_does_not_see_is_degraded_in_its_own_words_without_secrets(Answer answer) {
    room.secrets.define("PAT", "personal access");
    room.secrets.resolve("${PAT}");
    BindingState state = asked(answer, "fixture: x personal access - Disconnected");
    assertThat(state.state()).isEqualTo(State.DEGRADED);
    assertThat(state.isUsable()).isFalse();
    assertThat(state.reason())
        .startsWith("qwen-code itself says: fixture: x ${PAT} - Disconnected. Mend: ");
    assertThat(state.rungs()).last().matches(r -> !r.passed() && r.note().contains("${PAT}"));
    assertThat(state.tools()).hasSize(3);
  }

  @Test
  void a_cli_that_is_not_asked_changes_nothing_and_is_no_pass() {
    BindingState state = asked(Answer.NOT_ASKED, "not asked: the plan names no command");
    assertThat(state.state()).isEqualTo(State.CONNECTED);
    assertThat(state.reason()).isNull();
    assertThat(stored().rungs())
        .last()
        .matches(r -> !r.passed() && !r.taken() && r.note().startsWith("not asked"));
  }

  @Test
  void a_cli_is_not_asked_about_a_server_that_we_cannot_use() {
    BindingState state =
        probe.probe(
            dep,
            BINDING,
            node("dies-at-once"),
            true,
            null,
            () -> {
              throw new AssertionError("asked");
            });
    assertThat(state.state()).isEqualTo(State.FAILED);
    assertThat(state.rungs()).extracting(Rung::name).doesNotContain("cli");
  }

  private BindingState asked(Answer answer, String line) {
    Listed said = new Listed(answer, line, Duration.ofMillis(7));
    return probe.probe(dep, BINDING, node("well-behaved"), true, null, () -> said);
  }

  @Test
  void stored_state_is_the_same_and_skipping_adds_to_the_history() {
    BindingState state = probe(node("noisy"));
    assertThat(stored())
        .usingRecursiveComparison()
        .withComparatorForType((a, b) -> a.minus(b).abs().compareTo(Duration.ZERO), Duration.class)
        .ignoringFields("at")
        .isEqualTo(state);
    probe.skip(dep, BINDING, "no account yet");
    assertThat(stored().state()).isEqualTo(State.SKIPPED);
    assertThat(stored().reason()).isEqualTo("no account yet");
    assertThat(
            TestDatabase.jdbc()
                .sql("select count(*) from muster.binding where deployment_id = :d")
                .param("d", dep)
                .query(Integer.class)
                .single())
        .isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"mute", "list-unanswered", "http"})
  void an_interrupted_climb_ends_at_once_and_stores_nothing(String hanging) throws Exception {
    try (var silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      var server =
          hanging.equals("http")
              ? http("http://127.0.0.1:" + silent.getLocalPort() + "/mcp", Map.of())
              : node(hanging);
      var thrown = new CompletableFuture<Throwable>();
      var climber =
          new Thread(() -> thrown.complete(catchThrowable(() -> probe(within(server, 120)))));
      climber.start();
      if (hanging.equals("http")) {
        silent.accept(); // the rung "connect"
        silent.accept(); // initialize, never answered
      } else {
        waitForServer();
      }
      climber.interrupt();

      assertThat(thrown.get(20, TimeUnit.SECONDS)).isInstanceOf(CancellationException.class);
      assertThat(room.servers()).isEmpty();
      assertThat(probe.states(dep)).isEmpty();
    }
  }

  private void waitForServer() throws InterruptedException {
    while (room.servers().isEmpty()) {
      Thread.sleep(5);
    }
  }

  @Test
  void tool_lock_is_of_names_descriptions_and_schemas_in_any_order() {
    var schema = JsonNodeFactory.instance.objectNode().put("a", 1).put("b", 2);
    var turned = JsonNodeFactory.instance.objectNode().put("b", 2).put("a", 1);
    var one = new McpSessions.Tool("one", "first", schema);
    var two = new McpSessions.Tool("two", "second", schema);
    assertThat(ToolLock.of(List.of(one, two)))
        .isEqualTo(ToolLock.of(List.of(two, new McpSessions.Tool("one", "first", turned))))
        .isNotEqualTo(
            ToolLock.of(List.of(two, new McpSessions.Tool("one", "now poisoned", schema))));
  }

  private BindingState probe(McpServer server) {
    return probe.probe(dep, BINDING, server, true, null);
  }

  private BindingState stored() {
    return probe.states(dep).get(0);
  }
}
