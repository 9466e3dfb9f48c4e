package dev.muster.client;

import com.fasterxml.jackson.databind.JsonNode;
import dev.muster.client.CliSessions.Login;
import dev.muster.client.CliSessions.Session;
import dev.muster.ledger.Usage;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Copilot CLI 1.0: with a model of ours it needs no login and calls nobody else. */
final class CopilotCli implements Cli {
  private static final String AGENT = "muster";
  private static final String USAGE = "usage.json";

  /** 1 credit is 0.01 USD; it counts in billionths of a credit. */
  private static final int BILLIONTHS_OF_A_CENT = 11;

  /** The npm package only starts the program of the package for this machine. */
  @Override
  public List<String> program(Path command, Path node) {
    String system =
        System.getProperty("os.name").toLowerCase(Locale.ROOT).contains("mac") ? "darwin" : "linux";
    String machine = System.getProperty("os.arch").equals("aarch64") ? "arm64" : "x64";
    String own = "copilot-" + system + "-" + machine;
    for (Path at = command.getParent(); at != null; at = at.getParent()) {
      for (Path place : List.of(at.resolve(own), at.resolve("node_modules/@github/" + own))) {
        if (Files.isExecutable(place.resolve("copilot"))) {
          return List.of(place.resolve("copilot").toString());
        }
      }
    }
    return Cli.started(command, node);
  }

  @Override
  public void write(Room room, Session session, ServerFile servers) throws IOException {
    room.write(
        ".copilot/mcp-config.json",
        ServerFile.text(servers.of(session.client(), session.servers())));
    room.write(
        ".copilot/agents/" + AGENT + ".agent.md",
        "---\nname: %s\ndescription: The agent of this run.\ntools: %s\n---\n%s\n"
            .formatted(AGENT, Layout.json(ToolList.of(session).names("", "/")), session.prompt()));
  }

  @Override
  public Map<String, String> environment(Room room, Session session) {
    Map<String, String> variables = new TreeMap<>();
    Login login = session.login();
    variables.put("COPILOT_AUTO_UPDATE", "false");
    variables.put("COPILOT_MODEL", session.model());
    // Where it unpacks itself, 200 MB at its first start.
    variables.put("XDG_CACHE_HOME", room.cache().toString());
    if (login.gateway()) {
      variables.put("COPILOT_OFFLINE", "true");
    }
    if (login.url() != null) {
      variables.put("COPILOT_PROVIDER_BASE_URL", login.url().toString());
      variables.put("COPILOT_PROVIDER_API_KEY", login.key() == null ? "" : login.key());
    } else if (login.key() != null) {
      variables.put("COPILOT_GITHUB_TOKEN", login.key());
    }
    return variables;
  }

  @Override
  public List<String> arguments(Room room, Session session) {
    List<String> words = new ArrayList<>();
    words.addAll(List.of("--agent", AGENT));
    words.addAll(List.of("--output-format", "json"));
    words.addAll(List.of("--usage-output-file", room.home().resolve(USAGE).toString()));
    ToolList tools = ToolList.of(session);
    tools.names("", "-").forEach(name -> words.add("--available-tools=" + name));
    tools.tools().forEach(t -> words.add("--allow-tool=%s(%s)".formatted(t.server(), t.tool())));
    words.addAll(List.of("--no-color", "--no-ask-user", "--disable-builtin-mcps"));
    words.addAll(List.of("--no-custom-instructions", "--no-auto-update", "--no-remote"));
    return words;
  }

  @Override
  public String turnMark() {
    return "\"type\":\"assistant.turn_start\"";
  }

  @Override
  public List<String> logins() {
    return List.of(".copilot/config.json");
  }

  @Override
  public Said read(Room room, Session session, Output output) {
    Said said = new Said();
    CopilotServers servers = new CopilotServers(said, session);
    Events.of(output.text()).forEach(event -> read(said, session, servers, event));
    servers.end();
    try {
      Path usage = room.home().resolve(USAGE);
      if (Files.exists(usage)) {
        used(said, Events.whole(Files.readString(usage)));
      }
    } catch (IOException unreadable) {
      // without it the session's usage stays unknown
    }
    return said;
  }

  private static void read(Said said, Session session, CopilotServers servers, JsonNode event) {
    JsonNode data = event.path("data");
    switch (event.path("type").asText()) {
      case "session.mcp_servers_loaded" ->
          data.path("servers").forEach(s -> servers.is(s.path("name"), s.path("status")));
      case "session.mcp_server_status_changed" ->
          servers.is(data.path("serverName"), data.path("status"));
      case "user.message" -> said.known();
      case "assistant.turn_start" -> {
        servers.begin();
        said.known();
        said.turn();
      }
      case "assistant.message" -> message(said, data);
      case "tool.execution_start" ->
          said.called(
              data.path("toolCallId").asText(), tool(session, data), data.path("arguments"));
      case "tool.execution_complete" -> answered(said, data);
      // Ended by a signal it says all the same that it ended well.
      case "abort" -> said.interrupted(data.path("reason").asText());
      case "session.error" -> said.wrong(error(data));
      case "result" -> {
        servers.end();
        end(said, event);
      }
      default -> {
        // of no interest here
      }
    }
  }

  /** With its provider's status as other CLIs write it. */
  private static String error(JsonNode data) {
    var message = data.path("message").asText("it tells an error");
    int status = data.path("statusCode").asInt();
    return status == 0 ? message : "%s [API Error: %d]".formatted(message, status);
  }

  private static ToolName tool(Session session, JsonNode data) {
    return ToolName.of(data.path("toolName").asText(), session.servers(), "", "-");
  }

  private static void message(Said said, JsonNode data) {
    said.answeredAs(data.path("model").asText(null));
    if (data.path("toolRequests").isEmpty()) {
      said.text(data.path("content").asText());
    }
  }

  private static void answered(Said said, JsonNode data) {
    boolean error = !data.path("success").asBoolean();
    String text = error ? data.at("/error/message").asText() : data.at("/result/content").asText();
    said.answered(data.path("toolCallId").asText(), text, error);
    if (data.at("/error/code").asText().equals("denied")) {
      said.wrong("it was not allowed to call a tool: " + text);
    }
  }

  private static void end(Said said, JsonNode result) {
    said.end();
    if (result.path("exitCode").asInt() != 0) {
      said.wrong("it ended with " + result.path("exitCode").asInt());
    }
  }

  /** Null where its parts are more than the whole. */
  private static Usage usage(long[] sum, BigDecimal usd) {
    long input = sum[0] - sum[1] - sum[4];
    long output = sum[2] - sum[3];
    return input < 0 || output < 0
        ? null
        : new Usage(input, sum[1], sum[4], output, sum[3], 0, usd);
  }

  /** Its input holds what was read from a cache or written to one, its output what was thought. */
  private static void used(Said said, JsonNode told) {
    long[] sum = new long[5];
    boolean known = !told.path("modelMetrics").isEmpty();
    for (JsonNode model : told.path("modelMetrics")) {
      JsonNode usage = model.path("usage");
      known = known && Events.counts(usage, "inputTokens", "outputTokens");
      sum[0] += usage.path("inputTokens").asLong();
      sum[1] += usage.path("cacheReadTokens").asLong();
      sum[2] += usage.path("outputTokens").asLong();
      sum[3] += usage.path("reasoningTokens").asLong();
      sum[4] += usage.path("cacheWriteTokens").asLong();
    }
    told.path("modelMetrics").fieldNames().forEachRemaining(said::answeredAs);
    if (known) {
      long credits = told.path("totalNanoAiu").asLong();
      var usd = credits > 0 ? BigDecimal.valueOf(credits, BILLIONTHS_OF_A_CENT) : null;
      said.used(usage(sum, usd));
    }
  }
}
