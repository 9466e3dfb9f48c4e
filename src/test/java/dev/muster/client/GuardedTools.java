package dev.muster.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** An MCP server over HTTP with two tools, for whoever shows the right token and nobody else. */
final class GuardedTools implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private final HttpServer http;
  private final ExecutorService threads = Executors.newFixedThreadPool(4);
  private final String token;

  GuardedTools(String token) throws IOException {
    this.token = token;
    http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    http.setExecutor(threads);
    http.createContext("/", this::handle);
    http.start();
  }

  String url() {
    return "http://127.0.0.1:" + http.getAddress().getPort() + "/mcp";
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] body = exchange.getRequestBody().readAllBytes();
      if (!("Bearer " + token).equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
        exchange.sendResponseHeaders(403, -1);
      } else if (!exchange.getRequestMethod().equals("POST")) {
        exchange.sendResponseHeaders(405, -1);
      } else {
        answer(exchange, JSON.readTree(body));
      }
    }
  }

  private static void answer(HttpExchange exchange, JsonNode asked) throws IOException {
    if (!asked.has("id")) {
      exchange.sendResponseHeaders(202, -1);
      return;
    }
    String result =
        switch (asked.path("method").asText()) {
          case "initialize" ->
              """
              {"protocolVersion": %s, "capabilities": {"tools": {}},
               "serverInfo": {"name": "guarded", "version": "1"}}
              """
                  .formatted(asked.at("/params/protocolVersion"));
          case "tools/list" -> "{\"tools\": [" + tool("read_it") + "," + tool("drop_it") + "]}";
          default -> "{}";
        };
    byte[] bytes =
        "{\"jsonrpc\": \"2.0\", \"id\": %s, \"result\": %s}"
            .formatted(asked.get("id"), result)
            .getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(200, bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  private static String tool(String name) {
    return "{\"name\": \"%s\", \"description\": \"%s\", \"inputSchema\": {\"type\": \"object\"}}"
        .formatted(name, name);
  }

  @Override
  public void close() {
    http.stop(0);
    threads.shutdownNow();
  }
}
