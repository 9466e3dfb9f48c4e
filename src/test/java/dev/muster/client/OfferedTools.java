package dev.muster.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A model that only says "Done.", and keeps the names of the tools that a CLI offered it. */
final class OfferedTools implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String GEMINI =
      """
      {"candidates": [{"index": 0, "finishReason": "STOP",
       "content": {"role": "model", "parts": [{"text": "Done."}]}}],
       "usageMetadata": {"promptTokenCount": 1, "candidatesTokenCount": 1, "totalTokenCount": 2}}
      """
          .replace("\n", "");
  private static final String CHAT =
      """
      {"id": "c", "object": "%s", "created": 1, "model": "m", "choices": [{"index": 0,
       "finish_reason": "stop", "%s": {"role": "assistant", "content": "Done."}}],
       "usage": {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2}}
      """
          .replace("\n", "");
  final Set<String> names = new ConcurrentSkipListSet<>();
  private final HttpServer http;
  private final ExecutorService threads = Executors.newFixedThreadPool(4);

  OfferedTools() throws IOException {
    http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    http.setExecutor(threads);
    http.createContext("/", this::handle);
    http.start();
  }

  String url() {
    return "http://127.0.0.1:" + http.getAddress().getPort();
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      JsonNode asked = JSON.readTree(exchange.getRequestBody().readAllBytes());
      for (JsonNode tools : asked.path("tools")) {
        names.addAll(tools.at("/function/name").isMissingNode() ? Set.of() : name(tools));
        tools.path("functionDeclarations").forEach(tool -> names.add(tool.get("name").asText()));
      }
      boolean gemini = exchange.getRequestURI().getPath().contains("enerateContent");
      boolean stream =
          asked.path("stream").asBoolean()
              || exchange.getRequestURI().getPath().contains(":stream");
      send(exchange, gemini ? GEMINI : chat(stream), stream, gemini);
    }
  }

  private static Set<String> name(JsonNode tool) {
    return Set.of(tool.at("/function/name").asText());
  }

  private static String chat(boolean stream) {
    return stream
        ? CHAT.formatted("chat.completion.chunk", "delta")
        : CHAT.formatted("chat.completion", "message");
  }

  private static void send(HttpExchange exchange, String text, boolean stream, boolean gemini)
      throws IOException {
    String all = stream ? "data: " + text + "\n\n" + (gemini ? "" : "data: [DONE]\n\n") : text;
    byte[] bytes = all.getBytes(StandardCharsets.UTF_8);
    String type = stream ? "text/event-stream" : "application/json";
    exchange.getResponseHeaders().set("Content-Type", type);
    exchange.sendResponseHeaders(200, bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  @Override
  public void close() {
    http.stop(0);
    threads.shutdownNow();
  }
}
