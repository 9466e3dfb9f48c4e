package dev.muster.command;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.Executors;

/** Models, servers and a webhook that repeat the secrets they are sent in all that they say. */
final class HostileWorld implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final List<String> KEYS = List.of("Authorization", "X-api-key", "X-goog-api-key");
  private static final String MODELS =
      """
      extends: rehearsal.yaml
      name: hostile-models
      models:
        opus: {baseUrl: URL/refuses, apiKey: "${HOSTILE_OPUS}"}
        sonnet: {baseUrl: URL/echoes, apiKey: "${HOSTILE_SONNET}"}
        qwen: {baseUrl: URL/bad, apiKey: "${HOSTILE_QWEN}"}
        gemini: {baseUrl: URL/babbles, apiKey: "${HOSTILE_GEMINI}"}
        copilot: {baseUrl: URL/tells, apiKey: "${HOSTILE_COPILOT}"}
      clients:
        qwen-code: {home: "${MUSTER_DATA}/hostile-models/qwen-code"}
        gemini-cli: {home: "${MUSTER_DATA}/hostile-models/gemini-cli"}
        copilot-cli: {home: "${MUSTER_DATA}/hostile-models/copilot-cli"}
        claude-code: {home: "${MUSTER_DATA}/hostile-models/claude-code"}
        mcporter: {home: "${MUSTER_DATA}/hostile-models/mcporter"}
      """;
  private static final String SERVERS =
      """
      extends: rehearsal.yaml
      name: hostile-servers
      mcpServers:
        finance-mcp-server: {args: ["LOUD", dies], env: {LOUD_TOKEN: "${HOSTILE_DIES}"}}
        serena: {args: ["LOUD", refuses], env: {LOUD_TOKEN: "${HOSTILE_SERENA}"}}
        context7: {args: ["LOUD", babbles], env: {LOUD_TOKEN: "${HOSTILE_CONTEXT}"}, timeoutSeconds: 3}
        linear: {url: URL/refuses/mcp, headers: {Authorization: "Bearer ${HOSTILE_LINEAR}"}}
        supabase: {url: URL/bad/mcp, headers: {Authorization: "Bearer ${HOSTILE_SUPABASE}"}}
        hf-mcp-server:
          readOnlyTools: [hf_whoami]
          canary: {tool: hf_whoami, arguments: {}, contains: nobody says this}
      clients:
        qwen-code: {home: "${MUSTER_DATA}/hostile/qwen-code"}
        gemini-cli: {home: "${MUSTER_DATA}/hostile/gemini-cli"}
        copilot-cli: {home: "${MUSTER_DATA}/hostile/copilot-cli", servers: [linear], resolveSecrets: true}
        claude-code: {home: "${MUSTER_DATA}/hostile/claude-code"}
        mcporter: {home: "${MUSTER_DATA}/hostile/mcporter"}
      notify: {webhook: "URL/gone/${HOSTILE_HOOK}?key=${HOSTILE_HOOK}"}
      """;

  /** Where a secret stands in the plan itself, well-formed or not. */
  private static final Map<String, String> IN_CLEAR =
      Map.of(
          "clear-key.yaml", "models: {opus: {apiKey: 'VALUE'}}",
          "clear-header.yaml", "mcpServers: {linear: {headers: {Authorization: 'Bearer VALUE'}}}",
          "clear-broken.yaml", "models:\n  opus: {apiKey: 'VALUE\n  sonnet: {",
          "clear-unknown.yaml", "models: {opus: {api_key: 'VALUE', id: [VALUE]}}",
          "clear-list.yaml", "models: {opus: {apiKey: ['VALUE']}}");

  private final Set<String> asked = new ConcurrentSkipListSet<>();
  private final HttpServer http;
  private final Path plans;

  HostileWorld(Path plans, Marks marks) {
    this.plans = plans;
    try {
      http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      http.setExecutor(Executors.newFixedThreadPool(2));
      http.createContext("/", this::answer);
      http.start();
      write(marks);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void write(Marks marks) throws IOException {
    var loud = plans.resolve("standins/loud.mjs");
    Files.copy(Path.of("src/test/resources/hostile/loud.mjs"), loud);
    var url = "http://127.0.0.1:" + http.getAddress().getPort();
    var servers = SERVERS.replace("LOUD\"", loud + "\"").replace("URL/", url + "/");
    Files.writeString(plans.resolve("hostile-servers.yaml"), servers);
    Files.writeString(plans.resolve("hostile-models.yaml"), MODELS.replace("URL/", url + "/"));
    for (var plan : IN_CLEAR.entrySet()) {
      var value = marks.of("IN_" + plan.getKey()).replace("'", "''");
      var clear = "extends: rehearsal.yaml\n" + plan.getValue().replace("VALUE", value) + "\n";
      Files.writeString(plans.resolve(plan.getKey()), clear);
    }
    // Servers of the rehearsal itself, whose tools agents call.
    var remotes = plans.resolve("standins/remotes.mjs");
    var patched =
        Files.readString(remotes)
            .replace(
                "await answer(server, message)",
                "loud(await answer(server, message), server.token)")
            .replaceFirst("import ", "import { loud } from './loud.mjs';\nimport ");
    Files.writeString(remotes, patched);
  }

  /** Plans with a secret in clear. */
  Set<String> inClear() {
    return IN_CLEAR.keySet();
  }

  Path plan(String name) {
    return plans.resolve(name);
  }

  /** Which of them were asked. */
  Set<String> asked() {
    return asked;
  }

  private void answer(HttpExchange exchange) throws IOException {
    exchange.getRequestBody().readAllBytes();
    var path = exchange.getRequestURI().getPath();
    var kind = path.split("/")[1];
    asked.add(kind);
    var key = key(exchange).replaceFirst("^Bearer ", "");
    var all = key + " " + JSON.writeValueAsString(key) + " " + query(key) + " " + key.repeat(200);
    switch (kind) {
      case "refuses" -> {
        exchange.getResponseHeaders().set("WWW-Authenticate", "Bearer realm=\"" + key + "\"");
        send(exchange, 401, "application/json", error("wrong key: " + all));
      }
      case "echoes" -> send(exchange, 200, "application/json", message(key));
      case "bad" -> send(exchange, 400, "text/plain", "400 for " + all);
      case "babbles" -> send(exchange, 200, "text/" + query(key), all);
      case "tells" -> send(exchange, 200, "application/json", error("told: " + all));
      default -> send(exchange, 410, "text/plain", path);
    }
  }

  private static String key(HttpExchange exchange) {
    return KEYS.stream()
        .map(name -> exchange.getRequestHeaders().getFirst(name))
        .filter(java.util.Objects::nonNull)
        .findFirst()
        .orElse("none");
  }

  private static String query(String key) {
    return "https://api.example/v1?key=" + URLEncoder.encode(key, StandardCharsets.UTF_8);
  }

  private static String error(String text) throws IOException {
    return JSON.writeValueAsString(Map.of("error", Map.of("type", "x", "message", text)));
  }

  /** An answer in which the model says it, asks a tool with it, and is called by it. */
  private static String message(String key) throws IOException {
    var said = Map.of("type", "text", "text", "ready, " + key);
    var asks =
        Map.of("type", "tool_use", "id", key, "name", key, "input", Map.of(key, List.of(key)));
    return JSON.writeValueAsString(
        Map.of(
            "id",
            key,
            "type",
            "message",
            "role",
            "assistant",
            "model",
            key,
            "stop_reason",
            "tool_use",
            "content",
            List.of(said, asks),
            "usage",
            Map.of("input_tokens", 10, "output_tokens", 5)));
  }

  private static void send(HttpExchange exchange, int status, String type, String body)
      throws IOException {
    var bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", type);
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  @Override
  public void close() {
    http.stop(0);
    ((java.util.concurrent.ExecutorService) http.getExecutor()).shutdownNow();
  }
}
