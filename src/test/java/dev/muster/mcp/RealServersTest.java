package dev.muster.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.RealClis;
import dev.muster.mcp.Probe.BindingState;
import dev.muster.mcp.Probe.Rung;
import dev.muster.mcp.Probe.State;
import dev.muster.plan.Binding;
import dev.muster.plan.McpServer;
import dev.muster.plan.TestPlans;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The probe against the servers themselves, in the versions that the shipped plan expects. */
@Tag("clis")
@Timeout(120)
class RealServersTest {
  private static final Duration SLOWEST = Duration.ofSeconds(60);
  private final McpFixture room = new McpFixture();
  private final String dep = "d-" + UUID.randomUUID().toString().substring(0, 8);
  private final Probe probe = room.probe();

  @AfterEach
  void nothing_is_left_behind() throws Exception {
    room.close();
    assertThat(room.servers()).isEmpty();
  }

  @Test
  void everything_over_stdio_shows_what_it_shows_to_a_client_without_capabilities() {
    BindingState state = probe(expecting(real("mcp-server-everything", "stdio"), 13));
    assertConnected(state);
    assertThat(state.tools()).contains("echo", "get-sum", "trigger-long-running-operation");
  }

  @Test
  void everything_over_http_shows_the_same_tools(@TempDir Path folder) throws Exception {
    BindingState stdio = probe(real("mcp-server-everything", "stdio"));
    try (RealClis.Served served = RealClis.serveEverything(folder)) {
      BindingState http = probe(McpFixture.http(served.url(), Map.of()));
      assertConnected(http);
      assertThat(http.tools()).containsExactlyInAnyOrderElementsOf(stdio.tools());
    }
  }

  @Test
  void filesystem_works_in_its_folder_and_refuses_outside(@TempDir Path folder) throws Exception {
    Path shown = folder.toRealPath();
    McpServer server = real("mcp-server-filesystem", shown.toString());
    assertConnected(probe(expecting(server, 14)));
    assertThat(call(server, "list_directory", shown).error()).isFalse();
    McpSessions.Called outside = call(server, "list_directory", Path.of("/"));
    assertThat(outside.error()).isTrue();
    assertThat(outside.text()).contains("Access denied");
  }

  @Test
  void chrome_lists_without_any_browser_exactly_what_the_shipped_plan_names() {
    McpServer planned = planned("chrome-devtools-mcp");
    BindingState state =
        probe(
            McpFixture.expecting(
                real("chrome-devtools-mcp", "--headless", "--isolated"),
                planned.expect().count(),
                planned.expect().names().toArray(String[]::new)));
    assertConnected(state);
    assertThat(planned.args()).contains("chrome-devtools-mcp@0.17.3");
  }

  @Test
  void context7_shows_the_two_tools_of_the_shipped_plan() {
    McpServer planned = planned("context7");
    BindingState state =
        probe(
            McpFixture.expecting(
                real("context7-mcp"), 2, planned.expect().names().toArray(String[]::new)));
    assertConnected(state);
    assertThat(planned.args()).contains("@upstash/context7-mcp@4.1.1");
  }

  /** It opens a web port even over stdio, and does not end with its input. */
  @Test
  void hugging_face_is_connected_without_a_login_and_is_ended() throws Exception {
    Map<String, String> env = Map.of("WEB_APP_PORT", String.valueOf(RealClis.freePort()));
    BindingState state = probe(expecting(real(env, "hf-mcp-server"), 4));
    assertConnected(state);
    assertThat(state.tools()).contains("hf_whoami", "hub_repo_search");
  }

  @Test
  void supabase_without_a_token_says_itself_what_is_missing() {
    BindingState state = probe(real("mcp-server-supabase"));
    assertThat(state.state()).isEqualTo(State.FAILED);
    assertThat(state.tools()).isNull();
    assertThat(state.reason()).contains("exit code 1", "SUPABASE_ACCESS_TOKEN");
    assertThat(total(state)).isLessThan(Duration.ofSeconds(20));
  }

  @Test
  void supabase_needs_auth_when_the_plan_names_its_token() {
    Map<String, String> env = Map.of("SUPABASE_ACCESS_TOKEN", "${SUPABASE_ACCESS_TOKEN}");
    BindingState state = probe(real(env, "mcp-server-supabase"));
    assertThat(state.state()).isEqualTo(State.NEEDS_AUTH);
    assertThat(state.reason()).contains("SUPABASE_ACCESS_TOKEN");
  }

  private void assertConnected(BindingState state) {
    assertThat(state.reason()).isNull();
    assertThat(state.state()).isEqualTo(State.CONNECTED);
    assertThat(state.rungs()).allMatch(Rung::passed);
    assertThat(state.tools()).doesNotHaveDuplicates();
    assertThat(total(state)).isPositive().isLessThan(SLOWEST);
  }

  private static Duration total(BindingState state) {
    return state.rungs().stream().map(Rung::took).reduce(Duration.ZERO, Duration::plus);
  }

  private BindingState probe(McpServer server) {
    return probe.probe(dep, new Binding("qwen-code", server.name()), server, true, null);
  }

  private McpSessions.Called call(McpServer server, String tool, Path path) {
    return room.call("w", server, tool, room.json.createObjectNode().put("path", path.toString()));
  }

  private static McpServer expecting(McpServer server, int count) {
    return McpFixture.expecting(server, count);
  }

  private static McpServer real(String program, String... args) {
    return real(Map.of(), program, args);
  }

  private static McpServer real(Map<String, String> env, String program, String... args) {
    List<String> all = new ArrayList<>(List.of(RealClis.program(program).toString()));
    all.addAll(List.of(args));
    return McpFixture.stdio(RealClis.node(), all, env);
  }

  private static McpServer planned(String name) {
    return TestPlans.read(Path.of("plans/multi-model-swarm.yaml")).plan().mcpServers().get(name);
  }
}
