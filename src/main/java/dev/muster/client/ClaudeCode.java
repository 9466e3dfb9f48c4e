package dev.muster.client;

import com.fasterxml.jackson.databind.JsonNode;
import dev.muster.client.CliSessions.Login;
import dev.muster.client.CliSessions.Session;
import dev.muster.ledger.Usage;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Claude Code as its documentation describes it. It cannot be installed where Muster is tested, so
 * unlike the others it was never run.
 */
final class ClaudeCode implements Cli {
  private static final String SERVERS = "servers.json";
  private static final String PROMPT = "prompt.md";
  private static final String OWN_TOOLS =
      "Bash,Read,Write,Edit,NotebookEdit,Glob,Grep,WebFetch,WebSearch,Task";

  @Override
  public List<String> program(Path command, Path node) {
    return Cli.started(command, node);
  }

  @Override
  public void write(Room room, Session session, ServerFile servers) throws IOException {
    room.write(SERVERS, ServerFile.text(servers.of(session.client(), session.servers())));
    room.write(PROMPT, session.prompt());
  }

  @Override
  public Map<String, String> environment(Room room, Session session) {
    Map<String, String> variables = new TreeMap<>();
    Login login = session.login();
    variables.put("CLAUDE_CONFIG_DIR", room.home().resolve(".claude").toString());
    variables.put("CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC", "1");
    variables.put("DISABLE_AUTOUPDATER", "1");
    // Also for what it asks beside the conversation, such as titles.
    variables.put("ANTHROPIC_DEFAULT_HAIKU_MODEL", session.model());
    if (login.key() != null) {
      variables.put("ANTHROPIC_API_KEY", login.key());
    }
    if (login.url() != null) {
      variables.put("ANTHROPIC_BASE_URL", login.url().toString());
    }
    return variables;
  }

  @Override
  public List<String> arguments(Room room, Session session) {
    List<String> words = new ArrayList<>(List.of("--print"));
    words.addAll(List.of("--output-format", "stream-json", "--verbose"));
    words.addAll(List.of("--model", session.model()));
    words.addAll(List.of("--mcp-config", room.home().resolve(SERVERS).toString()));
    words.addAll(List.of("--strict-mcp-config", "--permission-mode", "default"));
    words.addAll(List.of("--allowedTools", ToolList.of(session).joined("mcp__", "__", ",")));
    words.addAll(List.of("--disallowedTools", OWN_TOOLS));
    words.addAll(List.of("--max-turns", String.valueOf(session.maxTurns())));
    words.addAll(List.of("--system-prompt-file", room.home().resolve(PROMPT).toString()));
    return words;
  }

  @Override
  public List<String> logins() {
    return List.of(".claude/.credentials.json");
  }

  @Override
  public Said read(Room room, Session session, Output output) {
    Said said = new Said();
    var last = new ResultEvents(said, session.servers()).read(output.text());
    last.ifPresent(r -> r.path("modelUsage").fieldNames().forEachRemaining(said::answeredAs));
    last.filter(result -> Events.counts(result.path("usage"), "input_tokens", "output_tokens"))
        .ifPresent(result -> said.used(usage(result)));
    return said;
  }

  /**
   * Its input holds nothing of what was read from a cache or written to one; what was written is
   * told as a sum, split by how long it is kept, or both. Null where the two contradict each other.
   */
  private static Usage usage(JsonNode result) {
    JsonNode usage = result.path("usage");
    long hour = usage.at("/cache_creation/ephemeral_1h_input_tokens").asLong();
    long both = usage.at("/cache_creation/ephemeral_5m_input_tokens").asLong() + hour;
    long written = usage.path("cache_creation_input_tokens").asLong(both);
    JsonNode cost = result.path("total_cost_usd");
    return both > written
        ? null
        : new Usage(
            usage.path("input_tokens").asLong(),
            usage.path("cache_read_input_tokens").asLong(),
            written - hour,
            usage.path("output_tokens").asLong(),
            0,
            hour,
            cost.isNumber() ? new BigDecimal(cost.asText()) : null);
  }
}
