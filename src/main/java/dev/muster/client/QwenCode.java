package dev.muster.client;

import com.fasterxml.jackson.databind.JsonNode;
import dev.muster.client.CliSessions.Login;
import dev.muster.client.CliSessions.Session;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Qwen Code 0.24: bare, so that it knows only the servers and tools that it is given here. */
final class QwenCode implements Cli {
  private static final int TURNS_USED_UP = 53;
  private static final String SERVERS = "servers.json";
  private static final String PROMPT = "prompt.md";
  private static final String OWN_TOOLS =
      "read_file,write_file,edit,notebook_edit,list_directory,glob,grep_search,run_shell_command,"
          + "web_fetch,agent,skill";

  /** {@code cli-entry.js} only starts {@code cli.js} and does not end it. */
  @Override
  public List<String> program(Path command, Path node) {
    Path itself = command.resolveSibling("cli.js");
    boolean wrapper = command.getFileName().toString().equals("cli-entry.js");
    return Cli.started(wrapper && Files.exists(itself) ? itself : command, node);
  }

  @Override
  public void write(Room room, Session session, ServerFile servers) throws IOException {
    var all = servers.unexpanded(session.client(), session.servers());
    room.write(SERVERS, ServerFile.text(all));
    room.write(PROMPT, session.prompt());
  }

  /** Nothing in what --mcp-config names, and it reads no other file with --bare. */
  @Override
  public boolean expands() {
    return false;
  }

  @Override
  public Map<String, String> environment(Room room, Session session) {
    Map<String, String> variables = new TreeMap<>();
    Login login = session.login();
    variables.put("QWEN_CODE_SUPPRESS_YOLO_WARNING", "1");
    variables.put("OPENAI_MODEL", session.model());
    variables.put("QWEN_SYSTEM_MD", room.home().resolve(PROMPT).toString());
    if (login.key() != null) {
      variables.put("OPENAI_API_KEY", login.key());
    }
    if (login.url() != null) {
      variables.put("OPENAI_BASE_URL", login.url().toString());
    }
    return variables;
  }

  @Override
  public List<String> arguments(Room room, Session session) {
    String tools = ToolList.of(session).joined("mcp__", "__", ",");
    List<String> words = new ArrayList<>(List.of("--bare"));
    words.addAll(List.of("--mcp-config", room.home().resolve(SERVERS).toString()));
    words.addAll(List.of("--auth-type", session.login().key() == null ? "qwen-oauth" : "openai"));
    words.addAll(List.of("--output-format", "stream-json", "--approval-mode", "default"));
    words.addAll(List.of("--core-tools=" + tools, "--allowed-tools=" + tools));
    words.addAll(List.of("--exclude-tools=" + OWN_TOOLS, "--chat-recording=false"));
    words.add("--max-session-turns=" + session.maxTurns());
    return words;
  }

  @Override
  public List<String> logins() {
    return List.of(".qwen/oauth_creds.json");
  }

  @Override
  public Said read(Room room, Session session, Output output) {
    Said said = new Said();
    var result = new ResultEvents(said, session.servers()).read(output.text());
    if (Integer.valueOf(TURNS_USED_UP).equals(output.exitCode())) {
      said.outOfTurns();
    }
    result
        .map(r -> r.path("usage"))
        .filter(usage -> Events.counts(usage, "input_tokens", "output_tokens"))
        .ifPresent(usage -> used(said, usage));
    noted(room, said);
    return said;
  }

  private static void used(Said said, JsonNode usage) {
    said.used(
        usage.path("input_tokens").asLong(),
        usage.path("cache_read_input_tokens").asLong(),
        usage.path("output_tokens").asLong(),
        0,
        null);
  }

  /**
   * It writes each call down as it ends, with its model: all that there is of a session that was
   * cut off, and where it is more than the last word's sum, that one leaves calls out. One call
   * without its counts, and the sum is none.
   */
  private static void noted(Room room, Said said) {
    Path folder = room.home().resolve(".qwen/usage");
    long[] sum = new long[3];
    boolean any = false;
    boolean all = true;
    try (Stream<Path> files = Files.isDirectory(folder) ? Files.list(folder) : Stream.empty()) {
      for (Path file : files.toList()) {
        for (JsonNode call : Events.of(Files.readString(file)).toList()) {
          sum[0] += call.path("inputTokens").asLong();
          sum[1] += call.path("cachedTokens").asLong();
          sum[2] += call.path("outputTokens").asLong();
          said.answeredAs(call.path("model").asText(null));
          any = true;
          all = all && Events.counts(call, "inputTokens", "outputTokens");
        }
      }
    } catch (IOException unreadable) {
      all = false;
    }
    long told = said.usage() == null ? 0 : said.usage().total();
    if (any && all && sum[0] + sum[2] > told) {
      said.used(sum[0], sum[1], sum[2], 0, null);
    }
  }
}
