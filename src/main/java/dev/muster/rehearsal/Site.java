package dev.muster.rehearsal;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The rehearsal's own small web site and OpenAPI service, which agents read and call. */
public final class Site implements AutoCloseable {
  private static final String DOCS = "/docs/";
  private static final String OPERATIONS = "operations.json";
  private static final int REMEMBERED = 1_000;

  private final Map<String, byte[]> files;
  private final List<SiteOperation> operations;
  private final Deque<String> called = new ArrayDeque<>();
  private final LoopbackHttp http;

  private Site(Map<String, byte[]> files) {
    this.files = new TreeMap<>(files);
    operations =
        Optional.ofNullable(files.get(OPERATIONS)).map(SiteOperation::read).orElse(List.of());
    http = LoopbackHttp.start("rehearsal-site", this::handle);
  }

  /** Starts on a free port with the files of the plan's site folder. */
  public static Site start(Map<String, byte[]> files) {
    return new Site(files);
  }

  /** Its address without a path. */
  public String url() {
    return http.url();
  }

  /** Ids of the operations that were called, oldest first; the latest thousand. */
  public List<String> called() {
    synchronized (called) {
      return new ArrayList<>(called);
    }
  }

  @Override
  public void close() {
    http.close();
  }

  private void handle(HttpExchange exchange) throws IOException {
    var method = exchange.getRequestMethod();
    var path = exchange.getRequestURI().getPath();
    var file = method.equals("GET") ? file(path) : Optional.<String>empty();
    if (file.isPresent()) {
      LoopbackHttp.send(exchange, 200, type(path), files.get(file.get()));
      return;
    }
    var operation = operations.stream().filter(o -> o.answers(method, path)).findFirst();
    if (operation.isPresent()) {
      remember(operation.get().operationId());
      sendJson(exchange, operation.get().status(), operation.get().body().toString());
      return;
    }
    sendJson(exchange, 404, Shape.object().put("title", "Not found").toString());
  }

  /** Only what stands in the map is served, so no path can climb out of the folder. */
  private Optional<String> file(String path) {
    if (path.equals("/openapi.json")) {
      return Optional.of("openapi.json").filter(files::containsKey);
    }
    return Optional.of(path)
        .filter(p -> p.startsWith(DOCS))
        .map(p -> p.substring(DOCS.length()))
        .filter(name -> !name.endsWith(".json"))
        .filter(files::containsKey);
  }

  private void remember(String operationId) {
    synchronized (called) {
      called.addLast(operationId);
      if (called.size() > REMEMBERED) {
        called.removeFirst();
      }
    }
  }

  private static void sendJson(HttpExchange exchange, int status, String json) throws IOException {
    var bytes = json.getBytes(StandardCharsets.UTF_8);
    LoopbackHttp.send(exchange, status, "application/json", bytes);
  }

  private static String type(String path) {
    if (path.endsWith(".html")) {
      return "text/html; charset=utf-8";
    }
    return path.endsWith(".json") ? "application/json" : "text/plain; charset=utf-8";
  }
}
