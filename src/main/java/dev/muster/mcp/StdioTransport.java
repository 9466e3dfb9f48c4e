package dev.muster.mcp;

import io.modelcontextprotocol.json.McpJsonMapper;
import io.modelcontextprotocol.json.TypeRef;
import io.modelcontextprotocol.spec.McpClientTransport;
import io.modelcontextprotocol.spec.McpSchema;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCMessage;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCRequest;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCResponse;
import io.modelcontextprotocol.spec.McpTransportException;
import io.modelcontextprotocol.spec.ProtocolVersions;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * MCP over a process's stdin and stdout. Unlike the SDK's own it survives noise on stdout, tells at
 * once when the server has ended and why, gives it no environment of ours, and leaves no process
 * behind. One process, never started again.
 */
final class StdioTransport implements McpClientTransport {
  private static final int MAX_LINE = 16 << 20;
  private static final int MAX_QUEUED = 1024;
  private final ServerProcess process;
  private final McpJsonMapper json;
  private final Set<Object> asked = ConcurrentHashMap.newKeySet();
  private final AtomicLong noise = new AtomicLong();
  private final AtomicBoolean closed = new AtomicBoolean();
  private final ThreadPoolExecutor writer;
  private final String server;
  private volatile String obituary;
  private volatile Function<Mono<JSONRPCMessage>, Mono<JSONRPCMessage>> handler;

  StdioTransport(Launch launch, McpJsonMapper json) throws IOException {
    this.server = launch.server();
    this.json = json;
    this.process = ServerProcess.start(launch);
    this.writer = singleThread("mcp-write-" + server);
  }

  @Override
  public Mono<Void> connect(Function<Mono<JSONRPCMessage>, Mono<JSONRPCMessage>> inbound) {
    return Mono.fromRunnable(
        () -> {
          handler = inbound;
          Thread reader = new Thread(this::read, "mcp-read-" + server);
          reader.setDaemon(true);
          reader.start();
        });
  }

  private void read() {
    BoundedLines lines = new BoundedLines(process.output(), MAX_LINE);
    try {
      for (String line = lines.next(); line != null; line = lines.next()) {
        if (lines.wasCut()) {
          failAsked("server sent a line longer than " + MAX_LINE + " bytes");
        } else {
          receive(line);
        }
      }
    } catch (IOException e) {
      // A closed pipe is an end like any other.
    }
    obituary = process.obituary();
    failAsked(obituary);
  }

  private void receive(String line) {
    JSONRPCMessage message;
    try {
      message = line.startsWith("{") ? McpSchema.deserializeJsonRpcMessage(json, line) : null;
    } catch (IOException | RuntimeException notJsonRpc) {
      message = null;
    }
    if (message == null) {
      noise.incrementAndGet();
      return;
    }
    if (message instanceof JSONRPCResponse response && response.id() != null) {
      asked.remove(response.id());
    }
    deliver(message);
  }

  private void deliver(JSONRPCMessage message) {
    handler.apply(Mono.just(message)).subscribe(m -> {}, unhandled -> {});
  }

  private void failAsked(String reason) {
    for (Object id : Set.copyOf(asked)) {
      if (asked.remove(id)) {
        deliver(JSONRPCResponse.error(id, new JSONRPCResponse.JSONRPCError(-32000, reason)));
      }
    }
  }

  @Override
  public Mono<Void> sendMessage(JSONRPCMessage message) {
    return Mono.defer(() -> Mono.fromFuture(send(message)));
  }

  /** Written by one thread: writers never mix, and a full pipe never stops the reader. */
  private CompletableFuture<Void> send(JSONRPCMessage message) {
    if (message instanceof JSONRPCRequest request) {
      asked.add(request.id());
    }
    if (obituary != null) {
      return CompletableFuture.failedFuture(new McpTransportException(obituary));
    }
    try {
      return CompletableFuture.runAsync(() -> write(message), writer);
    } catch (RejectedExecutionException e) {
      return CompletableFuture.failedFuture(
          new McpTransportException("the session is closed or its queue is full", e));
    }
  }

  private void write(JSONRPCMessage message) {
    try {
      OutputStream out = process.input();
      out.write(json.writeValueAsBytes(message));
      out.write('\n');
      out.flush();
    } catch (IOException brokenPipe) {
      // The reader sees the same end, with the reason, and answers every open request.
    }
  }

  @Override
  public Mono<Void> closeGracefully() {
    return Mono.<Void>fromRunnable(this::close).subscribeOn(Schedulers.boundedElastic());
  }

  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      process.end();
      writer.shutdownNow();
    }
  }

  @Override
  public <T> T unmarshalFrom(Object data, TypeRef<T> type) {
    return json.convertValue(data, type);
  }

  @Override
  public List<String> protocolVersions() {
    return List.of(
        ProtocolVersions.MCP_2024_11_05,
        ProtocolVersions.MCP_2025_03_26,
        ProtocolVersions.MCP_2025_06_18,
        ProtocolVersions.MCP_2025_11_25);
  }

  /** Why the server has ended, or null while it lives. */
  String obituary() {
    return obituary;
  }

  String stderr() {
    return process.stderr().text();
  }

  /** Lines on stdout that were no message. */
  long noise() {
    return noise.get();
  }

  private static ThreadPoolExecutor singleThread(String name) {
    return new ThreadPoolExecutor(
        1,
        1,
        0,
        TimeUnit.SECONDS,
        new LinkedBlockingQueue<>(MAX_QUEUED),
        task -> {
          Thread thread = new Thread(task, name);
          thread.setDaemon(true);
          return thread;
        });
  }
}
