package dev.muster;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.muster.plan.Client.Kind;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A real CLI whose way to the gateway leads through here, so that its requests can be counted: the
 * ledger has only those that were let through. A script in its place changes the address.
 */
public final class CountedCli implements AutoCloseable {
  private static final String SCRIPT =
      """
      #!/bin/sh
      for name in OPENAI_BASE_URL GOOGLE_GEMINI_BASE_URL COPILOT_PROVIDER_BASE_URL; do
        eval "value=\\$$name"
        if [ -n "$value" ]; then
          export "$name=http://127.0.0.1:%d/${value#http://127.0.0.1:}"
        fi
      done
      exec '%s' '%s' "$@"
      """;

  /** Of a connection, and what the clients here write themselves. */
  private static final Set<String> OWN = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);

  static {
    OWN.addAll(
        List.of("Host", "Connection", "Content-Length", "Transfer-Encoding", "Expect", "Upgrade"));
  }

  private final List<Integer> answers = new CopyOnWriteArrayList<>();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final HttpServer server;
  private final Path script;

  /** Starts to listen. */
  public CountedCli(Path folder, Kind kind) throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::pass);
    server.setExecutor(threads);
    server.start();
    script = folder.resolve("counted-cli");
    var at = server.getAddress().getPort();
    Files.writeString(script, SCRIPT.formatted(at, RealClis.node(), RealClis.command(kind)));
    if (!script.toFile().setExecutable(true)) {
      throw new IOException(script + " cannot be made executable");
    }
  }

  /** What a plan names. */
  public String command() {
    return script.toString();
  }

  /** The status of each answer that the CLI got from the gateway, in order. */
  public List<Integer> answers() {
    return answers;
  }

  /** The first part of the path is the port that it was meant for. */
  private void pass(HttpExchange exchange) throws IOException {
    var uri = URI.create("http://127.0.0.1:" + exchange.getRequestURI().toString().substring(1));
    var body = exchange.getRequestBody().readAllBytes();
    var request =
        HttpRequest.newBuilder(uri)
            .method(exchange.getRequestMethod(), BodyPublishers.ofByteArray(body));
    exchange.getRequestHeaders().entrySet().stream()
        .filter(header -> !OWN.contains(header.getKey()))
        .forEach(header -> request.header(header.getKey(), header.getValue().get(0)));
    try (exchange) {
      var answer = http.send(request.build(), BodyHandlers.ofInputStream());
      answers.add(answer.statusCode());
      answer.headers().map().entrySet().stream()
          .filter(header -> !OWN.contains(header.getKey()))
          .forEach(header -> exchange.getResponseHeaders().put(header.getKey(), header.getValue()));
      exchange.sendResponseHeaders(answer.statusCode(), 0);
      answer.body().transferTo(exchange.getResponseBody());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
