package dev.muster.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.muster.RealClis;
import dev.muster.client.ClientListing.Answer;
import dev.muster.plan.Client;
import dev.muster.plan.Client.Kind;
import dev.muster.plan.McpServer;
import dev.muster.plan.McpServer.Expectation;
import dev.muster.plan.McpServer.Tools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whether the real CLIs expand our references, send our headers and keep to our tool lists. */
@Tag("clis")
@Timeout(300)
class RealClisLimitsTest {
  private static final String TOKEN = "right-token-4711";
  private static final Map<String, String> VARIABLES =
      Map.of("GUARDED_TOKEN", TOKEN, "LOCAL_SECRET", "right key");

  /** The person's own: Qwen Code would keep tools back, Gemini CLI ask how to log in. */
  private static final Map<Kind, String> OWN =
      Map.of(
          Kind.QWEN_CODE,
          "{\"tools\": {\"toolSearch\": {\"enabled\": false}}}\n",
          Kind.GEMINI_CLI,
          "{\"security\": {\"auth\": {\"selectedType\": \"gemini-api-key\"}}}\n");

  @TempDir Path folder;
  private GuardedTools guarded;
  private OfferedTools model;

  @BeforeEach
  void serve() throws IOException {
    guarded = new GuardedTools(TOKEN);
    model = new OfferedTools();
  }

  @AfterEach
  void end() {
    guarded.close();
    model.close();
  }

  @ParameterizedTest
  @EnumSource(
      value = Kind.class,
      names = {"QWEN_CODE", "GEMINI_CLI", "MCPORTER"})
  void the_cli_expands_references_and_without_their_values_it_does_not_connect(Kind kind)
      throws IOException {
    Path home = home(kind);
    bound(home, kind);
    assertThat(Files.readString(home.resolve(Format.of(kind).file())))
        .contains("${GUARDED_TOKEN}", "${LOCAL_SECRET}")
        .doesNotContain(TOKEN);
    assertThat(RealClis.with(VARIABLES, () -> RealList.of(home, kind)))
        .containsEntry("guarded", "up")
        .containsEntry("local", "up");
    Map<String, String> wrong = Map.of("GUARDED_TOKEN", "wrong", "LOCAL_SECRET", "wrong");
    assertThat(RealClis.with(wrong, () -> RealList.of(home, kind)))
        .containsEntry("guarded", "down")
        .containsEntry("local", "down");
  }

  /** As the rung asks it, with the values that Muster knows. */
  @ParameterizedTest
  @EnumSource(
      value = Kind.class,
      names = {"QWEN_CODE", "GEMINI_CLI", "MCPORTER"})
  void asked_by_muster_the_cli_connects(Kind kind) throws IOException {
    ClientFixture room = bound(home(kind), kind);
    VARIABLES.forEach(room.secrets::define);
    String program = Map.of(Kind.QWEN_CODE, "qwen", Kind.GEMINI_CLI, "gemini").get(kind);
    Client client =
        room.asked(kind, RealClis.program(program == null ? "mcporter" : program).toString());
    ClientListing listing = room.listing(folder.resolve("data"));
    assertThat(listing.ask(client, servers(), "guarded").answer()).isEqualTo(Answer.CONNECTED);
    assertThat(listing.ask(client, servers(), "local").answer()).isEqualTo(Answer.CONNECTED);
  }

  /** For agents' CLIs: what they offer a model; for mcporter: what it lists. */
  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "CLAUDE_CODE")
  void the_cli_offers_the_allowed_tools_and_no_denied_one(Kind kind) throws IOException {
    Path home = home(kind);
    bound(home, kind);
    Set<String> offered = RealClis.with(VARIABLES, () -> offered(home, kind));
    assertThat(offered).contains("guarded/read_it", "local/get-sum");
    assertThat(offered).doesNotContain("guarded/drop_it", "local/echo");
  }

  private Set<String> offered(Path home, Kind kind) throws IOException {
    if (kind == Kind.MCPORTER) {
      return listed(RealClis.run(home, "mcporter", "list", "--json", "--no-oauth"));
    }
    RealClis.Answer said = RealClis.with(modelVariables(), () -> asked(home, kind));
    assertThat(model.names).as(said.all()).isNotEmpty();
    if (kind == Kind.COPILOT_CLI) {
      assertThat(connected(said)).as(said.all()).contains("guarded", "local");
    }
    Set<String> offered = new TreeSet<>();
    for (String name : model.names) {
      offered.add(name.replaceFirst("^(mcp_+)?(guarded|local)(__|_|-)", "$2/"));
    }
    return offered;
  }

  private static RealClis.Answer asked(Path home, Kind kind) {
    return switch (kind) {
      case QWEN_CODE -> RealClis.run(home, "qwen", "Say it", "-o", "json", "--yolo");
      case GEMINI_CLI ->
          RealClis.run(home, "gemini", "-p", "Say it", "-m", "gemini-2.5-flash", "--yolo");
      default ->
          RealClis.run(
              home, "copilot", "-p", "Say it", "--output-format", "json", "--allow-all-tools");
    };
  }

  private Map<String, String> modelVariables() {
    Map<String, String> all = new HashMap<>(VARIABLES);
    all.putAll(
        Map.of(
            "OPENAI_API_KEY", "k",
            "OPENAI_BASE_URL", model.url() + "/v1",
            "OPENAI_MODEL", "m",
            "GEMINI_API_KEY", "k",
            "GOOGLE_GEMINI_BASE_URL", model.url(),
            "GEMINI_CLI_NO_RELAUNCH", "true",
            "COPILOT_OFFLINE", "true",
            "COPILOT_PROVIDER_BASE_URL", model.url() + "/v1",
            "COPILOT_PROVIDER_API_KEY", "k",
            "COPILOT_MODEL", "m"));
    return all;
  }

  /** The servers that Copilot CLI says it is connected to. */
  private static Set<String> connected(RealClis.Answer said) throws IOException {
    Set<String> connected = new TreeSet<>();
    for (String line : said.stdout().lines().filter(text -> text.startsWith("{")).toList()) {
      JsonNode event = new ObjectMapper().readTree(line);
      if (event.path("type").asText().equals("session.mcp_server_status_changed")
          && event.at("/data/status").asText().equals("connected")) {
        connected.add(event.at("/data/serverName").asText());
      }
    }
    return connected;
  }

  private static Set<String> listed(RealClis.Answer answer) throws IOException {
    Set<String> listed = new TreeSet<>();
    for (JsonNode server : new ObjectMapper().readTree(answer.stdout()).get("servers")) {
      for (JsonNode tool : server.path("tools")) {
        listed.add(server.get("name").asText() + "/" + tool.get("name").asText());
      }
    }
    return listed;
  }

  private Path home(Kind kind) throws IOException {
    Path home = Files.createDirectories(folder.resolve("home")).toRealPath();
    if (OWN.containsKey(kind)) {
      Path file = home.resolve(Format.of(kind).file());
      Files.createDirectories(file.getParent());
      Files.writeString(file, OWN.get(kind));
    }
    return home;
  }

  private ClientFixture bound(Path home, Kind kind) throws IOException {
    ClientFixture room = new ClientFixture(home);
    VARIABLES.forEach(room.secrets::define);
    Client client = room.client(kind, kind == Kind.COPILOT_CLI);
    for (McpServer server : servers()) {
      room.clients.bind(room.dep, client, server);
    }
    return room;
  }

  private List<McpServer> servers() throws IOException {
    Path start = folder.resolve("start.sh");
    Files.writeString(
        start,
        "#!/bin/sh\n[ \"$LOCAL_KEY\" = 'right key' ] || exit 3\nexec '%s' '%s' stdio\n"
            .formatted(RealClis.node(), RealClis.program("mcp-server-everything")));
    McpServer guardedServer =
        server("guarded", null, guarded.url(), new Tools(List.of("read_it"), List.of()), "drop_it");
    McpServer local =
        server("local", start.toString(), null, new Tools(List.of(), List.of("echo")), "get-sum");
    return List.of(guardedServer, local);
  }

  private static McpServer server(
      String name, String script, String url, Tools tools, String other) {
    List<String> known =
        tools.allow().isEmpty()
            ? List.of(tools.deny().get(0), other)
            : List.of(tools.allow().get(0), other);
    return new McpServer(
        name,
        script == null ? null : "sh",
        script == null ? List.of() : List.of(script),
        script == null ? Map.of() : Map.of("LOCAL_KEY", "${LOCAL_SECRET}"),
        url,
        url == null ? Map.of() : Map.of("Authorization", "Bearer ${GUARDED_TOKEN}"),
        new Expectation(null, known),
        List.of(),
        List.of(),
        null,
        false,
        45,
        null,
        tools,
        45,
        null,
        null);
  }
}
