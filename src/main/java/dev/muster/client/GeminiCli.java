package dev.muster.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.muster.client.CliSessions.Login;
import dev.muster.client.CliSessions.Session;
import dev.muster.plan.McpServer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Gemini CLI 0.61: its settings hold the servers, a policy the tools that need no question. */
final class GeminiCli implements Cli {
  private static final int TURNS_USED_UP = 53;
  private static final String TURNS_EXCEEDED = "Maximum session turns exceeded";
  private static final List<String> STOPPED = List.of("Loop detected", "Agent execution ");

  /** On its second stream, and all that it says of a server that it does not reach. */
  private static final String SERVER_TROUBLE = "MCP issues detected";

  private static final String POLICY = "policy.toml";
  private static final String PROMPT = "prompt.md";

  @Override
  public List<String> program(Path command, Path node) {
    return Cli.started(command, node);
  }

  @Override
  public void write(Room room, Session session, ServerFile servers) throws IOException {
    ObjectNode settings = servers.of(session.client(), session.servers());
    settings
        .putObject("security")
        .set(
            "auth",
            settings
                .objectNode()
                .put(
                    "selectedType",
                    session.login().key() == null ? "oauth-personal" : "gemini-api-key"));
    settings.withObjectProperty("security").putObject("folderTrust").put("enabled", false);
    var core = settings.putObject("tools").putArray("core");
    ToolList.of(session).names("mcp_", "_").forEach(core::add);
    settings.putObject("model").put("maxSessionTurns", session.maxTurns());
    settings.putObject("general").put("disableAutoUpdate", true);
    settings.putObject("privacy").put("usageStatisticsEnabled", false);
    settings.putObject("telemetry").put("enabled", false);
    room.write(".gemini/settings.json", ServerFile.text(settings));
    room.write(POLICY, policy(session));
    room.write(PROMPT, session.prompt());
  }

  private static String policy(Session session) {
    return ToolList.of(session).tools().stream()
        .map(
            tool ->
                "[[rule]]\nmcpName = %s\ntoolName = %s\ndecision = \"allow\"\npriority = 100\n\n"
                    .formatted(Layout.json(tool.server()), Layout.json(tool.tool())))
        .collect(Collectors.joining());
  }

  @Override
  public Map<String, String> environment(Room room, Session session) {
    Map<String, String> variables = new TreeMap<>();
    Login login = session.login();
    // Else it starts itself once more, and that process outlives the one that Muster knows.
    variables.put("GEMINI_CLI_NO_RELAUNCH", "true");
    variables.put("GEMINI_CLI_TRUST_WORKSPACE", "true");
    variables.put("GEMINI_SYSTEM_MD", room.home().resolve(PROMPT).toString());
    if (login.key() != null) {
      variables.put("GEMINI_API_KEY", login.key());
    }
    if (login.url() != null) {
      variables.put("GOOGLE_GEMINI_BASE_URL", login.url().toString());
    }
    return variables;
  }

  @Override
  public List<String> arguments(Room room, Session session) {
    List<String> words = new ArrayList<>();
    words.addAll(List.of("--model", session.model()));
    words.addAll(List.of("--output-format", "stream-json"));
    words.addAll(List.of("--policy", room.home().resolve(POLICY).toString()));
    String names = session.servers().stream().map(McpServer::name).collect(Collectors.joining(","));
    words.add("--allowed-mcp-server-names=" + (names.isEmpty() ? "none" : names));
    return words;
  }

  @Override
  public List<String> logins() {
    return List.of(".gemini/oauth_creds.json", ".gemini/google_accounts.json");
  }

  @Override
  public Said read(Room room, Session session, Output output) {
    Said said = new Said();
    var turns = new Turns(said);
    Events.of(output.text())
        .forEach(
            event -> {
              turns.read(event);
              read(said, session, event);
            });
    if (Integer.valueOf(TURNS_USED_UP).equals(output.exitCode())) {
      said.outOfTurns();
    }
    if (output.errors().contains(SERVER_TROUBLE)) {
      said.wrong("it had trouble with a server: " + SERVER_TROUBLE);
    }
    return said;
  }

  /** It does not count them: a turn begins where the model speaks after somebody else. */
  private static final class Turns {
    private final Said said;
    private boolean speaks;

    Turns(Said said) {
      this.said = said;
    }

    void read(JsonNode event) {
      boolean before = speaks;
      speaks =
          event.path("role").asText().equals("assistant")
              || event.path("type").asText().equals("tool_use");
      if (speaks && !before) {
        said.turn();
        said.text("");
      }
    }
  }

  private static void read(Said said, Session session, JsonNode event) {
    String id = event.path("tool_id").asText();
    switch (event.path("type").asText()) {
      case "init" -> {
        said.known();
        said.asked(event.path("model").asText(null));
      }
      case "error" -> error(said, event);
      case "message" -> said(said, event);
      case "tool_use" -> {
        var name = ToolName.of(event.path("tool_name").asText(), session.servers(), "mcp_", "_");
        said.called(id, name, event.path("parameters"));
      }
      case "tool_result" ->
          said.answered(id, result(event), !event.path("status").asText().equals("success"));
      case "result" -> end(said, event);
      default -> {
        // of no interest here
      }
    }
  }

  /** It says success after these, and a warning only of some that ended its work. */
  private static void error(Said said, JsonNode event) {
    String message = event.path("message").asText();
    if (message.startsWith(TURNS_EXCEEDED)) {
      said.outOfTurns();
    } else if (!event.path("severity").asText().equals("warning")
        || STOPPED.stream().anyMatch(message::startsWith)) {
      said.wrong(message);
    }
  }

  private static String result(JsonNode event) {
    return event.path("output").asText(event.at("/error/message").asText(""));
  }

  private static void said(Said said, JsonNode event) {
    if (event.path("role").asText().equals("assistant")) {
      said.append(event.path("content").asText());
    }
  }

  private static void end(Said said, JsonNode result) {
    said.end();
    if (!result.path("status").asText().equals("success")) {
      said.wrong(result.at("/error/message").asText("it says " + result.path("status").asText()));
    }
    JsonNode stats = result.path("stats");
    if (Events.counts(stats, "input_tokens", "output_tokens", "total_tokens")) {
      long input = stats.path("input_tokens").asLong();
      long output = stats.path("output_tokens").asLong();
      long thought = stats.path("total_tokens").asLong() - input - output;
      said.used(input, stats.path("cached").asLong(), output, thought, null);
    }
    stats.path("models").fieldNames().forEachRemaining(said::answeredAs);
  }
}
