package dev.muster.client;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.muster.plan.Client;
import dev.muster.plan.McpServer;
import java.util.Map;
import java.util.function.UnaryOperator;

/** How one kind of client writes down a server, as its own {@code mcp add} does. */
enum Format {
  QWEN(
      new Places(".qwen/settings.json", ".qwen/settings.json"),
      Dialect.COMMENTS,
      new Words(null, "httpUrl", null, "timeout"),
      new ToolWords("includeTools", "excludeTools", false)),
  GEMINI(
      new Places(".gemini/settings.json", ".gemini/settings.json"),
      Dialect.COMMENTS,
      new Words(null, "url", "http", "timeout"),
      new ToolWords("includeTools", "excludeTools", false)),
  COPILOT(
      new Places(".copilot/mcp-config.json", ".github/mcp.json"),
      Dialect.STRICT,
      new Words("local", "url", "http", "timeout"),
      new ToolWords("tools", null, true)),
  CLAUDE(
      new Places(".claude.json", ".mcp.json"),
      Dialect.STRICT,
      new Words("stdio", "url", "http", "timeout"),
      new ToolWords(null, null, false)),
  MCPORTER(
      new Places(".mcporter/mcporter.json", "config/mcporter.json"),
      Dialect.COMMENTS_AND_TRAILING_COMMAS,
      new Words(null, "baseUrl", null, null),
      new ToolWords("allowedTools", "blockedTools", false));

  private static final int MILLIS = 1000;
  private final Places places;
  private final Dialect dialect;
  private final Words words;
  private final ToolWords tools;

  /**
   * Where the file is.
   *
   * @param user below the user's home
   * @param project below a project's folder
   */
  private record Places(String user, String project) {}

  /** What a client calls things; null: it has no word for it. */
  private record Words(String stdio, String url, String http, String timeout) {}

  Format(Places places, Dialect dialect, Words words, ToolWords tools) {
    this.places = places;
    this.dialect = dialect;
    this.words = words;
    this.tools = tools;
  }

  static Format of(Client.Kind kind) {
    return switch (kind) {
      case QWEN_CODE -> QWEN;
      case GEMINI_CLI -> GEMINI;
      case COPILOT_CLI -> COPILOT;
      case CLAUDE_CODE -> CLAUDE;
      case MCPORTER -> MCPORTER;
    };
  }

  /** Below the client's home. */
  String file() {
    return places.user();
  }

  /** Below a project's folder. */
  String projectFile() {
    return places.project();
  }

  Dialect dialect() {
    return dialect;
  }

  /** mcporter reads other clients' servers as well unless told not to. */
  boolean noImports() {
    return this == MCPORTER;
  }

  /** Copilot expands references in {@code env} and nowhere else. */
  boolean expandsOnlyEnv() {
    return this == COPILOT;
  }

  /**
   * @param env gives an environment value as it stands in the file
   * @param other gives any other text as it stands in the file
   * @throws Unreadable when this client cannot be told what the plan wants
   */
  ObjectNode entry(McpServer server, UnaryOperator<String> env, UnaryOperator<String> other) {
    ObjectNode entry = JsonNodeFactory.instance.objectNode();
    if (tools.always()) {
      tools.put(entry, server);
    }
    if (server.isStdio()) {
      stdio(entry, server, env, other);
    } else {
      http(entry, server, other);
    }
    if (words.timeout() != null && server.clientSeconds() != null) {
      entry.put(words.timeout(), server.clientSeconds() * MILLIS);
    }
    if (!tools.always()) {
      tools.put(entry, server);
    }
    return entry;
  }

  private void stdio(
      ObjectNode entry, McpServer server, UnaryOperator<String> env, UnaryOperator<String> other) {
    if (words.stdio() != null) {
      entry.put("type", words.stdio());
    }
    entry.put("command", other.apply(server.command()));
    var args = entry.putArray("args");
    server.args().forEach(arg -> args.add(other.apply(arg)));
    putAll(entry, "env", server.env(), env);
    if (server.cwd() != null && this == CLAUDE) {
      throw new Unreadable("Claude Code's servers have no working directory: remove cwd");
    }
    if (server.cwd() != null) {
      entry.put("cwd", other.apply(server.cwdBelow(System.getProperty("user.home"))));
    }
  }

  private void http(ObjectNode entry, McpServer server, UnaryOperator<String> other) {
    if (words.http() != null) {
      entry.put("type", words.http());
    }
    entry.put(words.url(), other.apply(server.url()));
    putAll(entry, "headers", server.headers(), other);
  }

  private static void putAll(
      ObjectNode entry, String key, Map<String, String> values, UnaryOperator<String> as) {
    if (!values.isEmpty()) {
      ObjectNode all = entry.putObject(key);
      values.forEach((name, value) -> all.put(name, as.apply(value)));
    }
  }
}
