package dev.muster.mcp;

import com.fasterxml.jackson.core.exc.StreamConstraintsException;
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
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
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
  /** The longest message, over HTTP too. */
  static final int MAX_MESSAGE = 8 << 20;

  private static final long LONGEST_END_SECONDS = 10;
  private final ServerProcess process;
  private final McpJsonMapper json;
  private final Set<Object> asked = ConcurrentHashMap.newKeySet();
  private final AtomicLong noise = new AtomicLong();
  private final AtomicBoolean closed = new AtomicBoolean();
  private final CompletableFuture<Void> gone = new CompletableFuture<>();
  private final Outbox outbox;
  private final String server;
  private final Runnable ended;
  private volatile String obituary;
  private volatile Function<Mono<JSONRPCMessage>, Mono<JSONRPCMessage>> handler;

  /**
   * @param ended called once, when the process is gone
   */
  StdioTransport(Launch launch, McpJsonMapper json, Runnable ended) throws IOException {
    this.server = launch.server();
    this.json = json;
    this.ended = ended;
    this.process = ServerProcess.start(launch);
    try {
      this.outbox = new Outbox("mcp-write-" + server, process.input());
    } catch (RuntimeException | Error noThread) {
      process.end();
      throw noThread;
    }
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
    BoundedLines lines = new BoundedLines(process.output(), MAX_MESSAGE);
    try {
      for (String line = lines.next(); line != null; line = lines.next()) {
        if (lines.wasCut()) {
          failAsked("server sent a line longer than " + MAX_MESSAGE + " bytes");
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
    } catch (StreamConstraintsException tooMuch) {
      failAsked("server sent a message that cannot be read: " + tooMuch.getOriginalMessage());
      return;
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

  private CompletableFuture<Void> send(JSONRPCMessage message) {
    if (message instanceof JSONRPCRequest request) {
      asked.add(request.id());
    }
    if (obituary != null) {
      return CompletableFuture.failedFuture(new NotSent(obituary));
    }
    try {
      return outbox.put(json.writeValueAsBytes(message));
    } catch (RejectedExecutionException full) {
      return CompletableFuture.failedFuture(
          new NotSent("the server does not read what is sent to it"));
    } catch (IOException e) {
      return CompletableFuture.failedFuture(new McpTransportException("not sent", e));
    }
  }

  @Override
  public Mono<Void> closeGracefully() {
    return Mono.<Void>fromRunnable(this::close).subscribeOn(Schedulers.boundedElastic());
  }

  /** The process is gone when this returns, whoever ends it. */
  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      gone.copy().completeOnTimeout(null, LONGEST_END_SECONDS, TimeUnit.SECONDS).join();
      return;
    }
    try {
      process.end();
    } finally {
      outbox.close();
      gone.complete(null);
      ended.run();
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

  /** Known a little earlier than why. */
  boolean isEnded() {
    return obituary != null || !process.isAlive();
  }

  String stderr() {
    return process.stderr().text();
  }

  /** Lines on stdout that were no message. */
  long noise() {
    return noise.get();
  }
}
