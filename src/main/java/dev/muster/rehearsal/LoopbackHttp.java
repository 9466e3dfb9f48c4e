package dev.muster.rehearsal;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import dev.muster.threads.Threads;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * A small HTTP server on 127.0.0.1. A handler may return without having answered and hand its
 * answer to {@link #after}: waiting costs no thread.
 */
final class LoopbackHttp implements AutoCloseable {
  private static final int THREADS = 8;
  private static final int WAITING = 1_000;
  private static final int BACKLOG = 256;

  static {
    // Without it Nagle's algorithm adds up to 40 ms to answers on a kept connection.
    System.setProperty("sun.net.httpserver.nodelay", "true");
  }

  private final HttpServer server;
  private final ThreadPoolExecutor workers;
  private final ScheduledThreadPoolExecutor timer;

  private LoopbackHttp(HttpServer server, String name) {
    this.server = server;
    workers = Threads.pool(name, THREADS, WAITING);
    timer = new ScheduledThreadPoolExecutor(1, Threads.named(name + "-timer"));
  }

  static LoopbackHttp start(String name, HttpHandler handler) {
    try {
      var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
      var http = new LoopbackHttp(HttpServer.create(address, BACKLOG), name);
      http.server.setExecutor(http.workers);
      http.server.createContext("/", exchange -> http.guarded(exchange, handler));
      http.startAsDaemon(name);
      return http;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot listen on 127.0.0.1 for " + name, e);
    }
  }

  /** The server's own thread is a daemon only if the thread that starts it is one. */
  private void startAsDaemon(String name) throws IOException {
    var starter = Threads.named(name + "-start").newThread(server::start);
    starter.start();
    try {
      starter.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** Runs a step after a delay on a worker thread. */
  void after(long millis, HttpExchange exchange, HttpHandler step) {
    Runnable run = () -> runGuarded(exchange, step);
    timer.schedule(() -> handOver(exchange, run), millis, TimeUnit.MILLISECONDS);
  }

  private void handOver(HttpExchange exchange, Runnable run) {
    try {
      workers.execute(run);
    } catch (RejectedExecutionException full) {
      exchange.close();
    }
  }

  private void runGuarded(HttpExchange exchange, HttpHandler step) {
    try {
      guarded(exchange, step);
    } catch (IOException clientIsGone) {
      exchange.close();
    }
  }

  private void guarded(HttpExchange exchange, HttpHandler handler) throws IOException {
    try {
      handler.handle(exchange);
    } catch (IOException | RuntimeException e) {
      exchange.close();
      throw e;
    }
  }

  static void send(HttpExchange exchange, int status, String type, byte[] body) throws IOException {
    exchange.getResponseHeaders().set("Content-Type", type);
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    try (var out = exchange.getResponseBody()) {
      out.write(body);
    }
  }

  @Override
  public void close() {
    server.stop(0);
    timer.shutdownNow();
    workers.shutdownNow();
  }
}
