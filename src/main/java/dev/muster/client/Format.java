package dev.muster.client;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.muster.plan.Client;
import dev.muster.plan.McpServer;
import java.util.Map;
import java.util.function.UnaryOperator;

/** How one kind of client writes down a server, as its own {@code mcp add} does. */
enum Format {
  QWEN(".qwen/settings.json", Dialect.COMMENTS, null, null, "httpUrl", null),
  GEMINI(".gemini/settings.json", Dialect.COMMENTS, null, null, "url", "http"),
  COPILOT(".copilot/mcp-config.json", Dialect.STRICT, "*", "local", "url", "http"),
  CLAUDE(".claude.json", Dialect.STRICT, null, "stdio", "url", "http"),
  MCPORTER(
      ".mcporter/mcporter.json", Dialect.COMMENTS_AND_TRAILING_COMMAS, null, null, "baseUrl", null);

  private final String file;
  private final Dialect dialect;
  private final String tools;
  private final String stdioType;
  private final String urlKey;
  private final String httpType;

  Format(
      String file,
      Dialect dialect,
      String tools,
      String stdioType,
      String urlKey,
      String httpType) {
    this.file = file;
    this.dialect = dialect;
    this.tools = tools;
    this.stdioType = stdioType;
    this.urlKey = urlKey;
    this.httpType = httpType;
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
    return file;
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
   */
  ObjectNode entry(McpServer server, UnaryOperator<String> env, UnaryOperator<String> other) {
    ObjectNode entry = JsonNodeFactory.instance.objectNode();
    if (tools != null) {
      entry.putArray("tools").add(tools);
    }
    if (server.isStdio()) {
      stdio(entry, server, env, other);
    } else {
      http(entry, server, other);
    }
    return entry;
  }

  private void stdio(
      ObjectNode entry, McpServer server, UnaryOperator<String> env, UnaryOperator<String> other) {
    if (stdioType != null) {
      entry.put("type", stdioType);
    }
    entry.put("command", other.apply(server.command()));
    var args = entry.putArray("args");
    server.args().forEach(arg -> args.add(other.apply(arg)));
    putAll(entry, "env", server.env(), env);
  }

  private void http(ObjectNode entry, McpServer server, UnaryOperator<String> other) {
    if (httpType != null) {
      entry.put("type", httpType);
    }
    entry.put(urlKey, other.apply(server.url()));
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
