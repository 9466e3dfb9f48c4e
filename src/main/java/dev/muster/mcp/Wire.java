package dev.muster.mcp;

import io.modelcontextprotocol.json.TypeRef;
import io.modelcontextprotocol.spec.McpClientTransport;
import io.modelcontextprotocol.spec.McpSchema;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCMessage;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCNotification;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCRequest;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCResponse;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;
import reactor.core.publisher.Mono;

/**
 * Stands between the SDK and a transport, over stdio and HTTP alike. It tells each use of the
 * session what became of its request, cancels requests (the SDK does not), and keeps from the SDK
 * what a server could drown it with: notifications, which it would log or answer with endless
 * listings, and answers that nobody waits for.
 */
final class Wire implements McpClientTransport {
  private final McpClientTransport transport;
  private final Set<Object> asked = ConcurrentHashMap.newKeySet();
  private final AtomicLong toolChanges = new AtomicLong();
  private volatile boolean lost;

  Wire(McpClientTransport transport) {
    this.transport = transport;
  }

  @Override
  public Mono<Void> connect(Function<Mono<JSONRPCMessage>, Mono<JSONRPCMessage>> inbound) {
    return transport.connect(
        message ->
            message.flatMap(
                m -> isWanted(m) ? inbound.apply(Mono.just(m)) : Mono.<JSONRPCMessage>empty()));
  }

  private boolean isWanted(JSONRPCMessage message) {
    if (message instanceof JSONRPCNotification said) {
      if (McpSchema.METHOD_NOTIFICATION_TOOLS_LIST_CHANGED.equals(said.method())) {
        toolChanges.incrementAndGet();
      }
      return false;
    }
    return !(message instanceof JSONRPCResponse answer)
        || (answer.id() != null && asked.remove(answer.id()));
  }

  @Override
  public Mono<Void> sendMessage(JSONRPCMessage message) {
    if (!(message instanceof JSONRPCRequest request)) {
      return transport.sendMessage(message);
    }
    return Mono.deferContextual(
        context -> {
          asked.add(request.id());
          Flight flight = context.getOrDefault(Flight.class, null);
          if (flight != null) {
            flight.sending(request.id());
          }
          return transport.sendMessage(message).doOnError(e -> failed(request, flight, e));
        });
  }

  private void failed(JSONRPCRequest request, Flight flight, Throwable why) {
    asked.remove(request.id());
    boolean unknown = why instanceof UnknownSession;
    if (unknown) {
      lost = true;
    }
    if (flight != null && (unknown || why instanceof NotSent)) {
      flight.refused();
    }
  }

  /** Tells the server that nobody waits any more; whether it hears that nobody needs to know. */
  void cancel(Object requestId, String why) {
    asked.remove(requestId);
    Map<String, Object> params = Map.of("requestId", requestId, "reason", why);
    transport
        .sendMessage(new JSONRPCNotification("notifications/cancelled", params))
        .subscribe(sent -> {}, unheard -> {});
  }

  /** How often the server said that its tools are others now. */
  long toolChanges() {
    return toolChanges.get();
  }

  /** Whether the server does not know this session any more. */
  boolean isLost() {
    return lost;
  }

  /** Not passed on: the SDK would open a session of its own, without anybody asking for it. */
  @Override
  public void setExceptionHandler(Consumer<Throwable> handler) {
    transport.setExceptionHandler(
        e -> {
          if (e instanceof UnknownSession) {
            lost = true;
          }
        });
  }

  @Override
  public Mono<Void> closeGracefully() {
    return transport.closeGracefully();
  }

  @Override
  public void close() {
    transport.close();
  }

  @Override
  public <T> T unmarshalFrom(Object data, TypeRef<T> type) {
    return transport.unmarshalFrom(data, type);
  }

  @Override
  public List<String> protocolVersions() {
    return transport.protocolVersions();
  }
}
