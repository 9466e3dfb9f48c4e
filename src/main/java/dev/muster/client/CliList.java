package dev.muster.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.muster.client.ClientListing.Answer;
import dev.muster.plan.Client;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a CLI's list says of one server. Other servers' lines are the person's own, with whatever
 * secrets they hold: they are read past and never kept.
 */
record CliList(Answer answer, String line) {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern CONTROL = Pattern.compile("\u001B\\[[0-?]*[ -/]*[@-~]");
  private static final int LONGEST = 500;

  /** The command line; none of these starts a login. */
  static List<String> line(String program, Client.Kind kind) {
    return switch (kind) {
      case QWEN_CODE, GEMINI_CLI, CLAUDE_CODE -> List.of(program, "mcp", "list");
      case COPILOT_CLI -> List.of(program, "mcp", "list", "--json");
      case MCPORTER -> List.of(program, "list", "--json", "--no-oauth");
    };
  }

  /** What keeps it from updating itself, staying in the background, or distrusting its folder. */
  static Map<String, String> variables(Client.Kind kind) {
    return switch (kind) {
      case QWEN_CODE, CLAUDE_CODE -> Map.of();
      case GEMINI_CLI -> Map.of("GEMINI_CLI_TRUST_WORKSPACE", "true");
      case COPILOT_CLI -> Map.of("COPILOT_AUTO_UPDATE", "false");
      case MCPORTER -> Map.of("MCPORTER_DISABLE_KEEPALIVE", "*", "MCPORTER_NO_SPINNER", "1");
    };
  }

  static CliList of(Client.Kind kind, String output, String server) {
    String plain = CONTROL.matcher(output).replaceAll("");
    return switch (kind) {
      case QWEN_CODE, GEMINI_CLI, CLAUDE_CODE -> inLines(plain, server);
      case COPILOT_CLI ->
          json(plain).map(list -> copilot(list, server)).orElseGet(() -> unreadable(plain));
      case MCPORTER ->
          json(plain).map(list -> mcporter(list, server)).orElseGet(() -> unreadable(plain));
    };
  }

  /** A line is: sign, name, colon, how it is started, dash, state. */
  private static CliList inLines(String output, String server) {
    Pattern about =
        Pattern.compile("(?:[^\\p{L}\\p{N}]+ )?" + Pattern.quote(server) + ": .* - (.+)");
    return output
        .lines()
        .map(line -> about.matcher(line.strip()))
        .filter(Matcher::matches)
        .findFirst()
        .map(line -> new CliList(state(line.group(1)), cut(line.group())))
        .orElseGet(() -> new CliList(Answer.ABSENT, "it does not list " + server + words(output)));
  }

  /** What it says instead, unless that is about another server. */
  private static String words(String output) {
    return output
        .lines()
        .filter(line -> !line.isBlank())
        .findFirst()
        .filter(first -> !first.contains(" - "))
        .map(first -> "; its first words: " + cut(first.strip()))
        .orElse("");
  }

  private static Answer state(String words) {
    return words.replaceAll("[^\\p{L} ]", "").strip().equals("Connected")
        ? Answer.CONNECTED
        : Answer.NOT_CONNECTED;
  }

  private static CliList copilot(JsonNode list, String server) {
    JsonNode entry = list.path("mcpServers").path(server);
    if (entry.isMissingNode()) {
      return absent(server);
    }
    boolean enabled = entry.path("enabled").asBoolean(true);
    return new CliList(
        enabled ? Answer.LISTED : Answer.NOT_CONNECTED,
        cut(
            "%s: type %s, source %s, enabled %s"
                .formatted(
                    server,
                    entry.path("type").asText("not told"),
                    entry.path("source").asText("not told"),
                    enabled)));
  }

  private static CliList mcporter(JsonNode list, String server) {
    for (JsonNode entry : list.path("servers")) {
      if (entry.path("name").asText().equals(server)) {
        String status = entry.path("status").asText();
        boolean ok = status.equals("ok");
        String rest =
            ok
                ? entry.path("tools").size() + " tools"
                : entry.path("issue").path("rawMessage").asText(entry.path("error").asText());
        return new CliList(
            ok ? Answer.CONNECTED : Answer.NOT_CONNECTED,
            cut(server + ": " + status + ", " + rest));
      }
    }
    return absent(server);
  }

  /** Servers may write before and after it. */
  private static Optional<JsonNode> json(String output) {
    int begin = output.startsWith("{") ? 0 : output.indexOf("\n{") + 1;
    int end = output.lastIndexOf('}');
    try {
      return end < begin
          ? Optional.empty()
          : Optional.of(JSON.readTree(output.substring(begin, end + 1))).filter(JsonNode::isObject);
    } catch (JsonProcessingException noJson) {
      return Optional.empty();
    }
  }

  private static CliList absent(String server) {
    return new CliList(Answer.ABSENT, "it does not list " + server);
  }

  /** Only the first line: what follows could be anybody's configuration. */
  static CliList unreadable(String output) {
    String first = output.lines().filter(line -> !line.isBlank()).findFirst().orElse("nothing");
    return new CliList(Answer.NO_ANSWER, "no list can be read in what it wrote: " + cut(first));
  }

  private static String cut(String line) {
    return line.length() <= LONGEST ? line : line.substring(0, LONGEST) + "...";
  }
}
