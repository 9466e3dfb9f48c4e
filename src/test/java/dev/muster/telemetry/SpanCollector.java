package dev.muster.telemetry;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.springframework.context.ApplicationContext;

/** A collector on loopback: takes OTLP over HTTP and keeps what it was told. */
public final class SpanCollector implements AutoCloseable {
  private static final String PATH = "/v1/traces";
  private final HttpServer server;
  private final List<ToldSpan> told = new CopyOnWriteArrayList<>();

  private SpanCollector(HttpServer server) {
    this.server = server;
    server.createContext(PATH, this::take);
    server.start();
  }

  /** On a free port. */
  public static SpanCollector start() {
    try {
      var loopback = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
      return new SpanCollector(HttpServer.create(loopback, 0));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What an operator sets as management.otlp.tracing.endpoint. */
  public String endpoint() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + PATH;
  }

  private void take(HttpExchange exchange) throws IOException {
    try (exchange) {
      var request = ExportTraceServiceRequest.parseFrom(exchange.getRequestBody().readAllBytes());
      request.getResourceSpansList().stream()
          .flatMap(resource -> resource.getScopeSpansList().stream())
          .flatMap(scope -> scope.getSpansList().stream())
          .map(ToldSpan::of)
          .forEach(told::add);
      exchange.getResponseHeaders().set("Content-Type", "application/x-protobuf");
      exchange.sendResponseHeaders(200, -1);
    }
  }

  /** All that this Muster has told so far. */
  public List<ToldSpan> all(ApplicationContext muster) {
    var flushed = muster.getBean(SdkTracerProvider.class).forceFlush();
    if (!flushed.join(60, TimeUnit.SECONDS).isSuccess()) {
      throw new AssertionError("spans were not taken");
    }
    return List.copyOf(told);
  }

  /** What was told of one deployment. */
  public List<ToldSpan> of(ApplicationContext muster, String deploymentId) {
    return all(muster).stream()
        .filter(s -> deploymentId.equals(s.get("muster.deployment")))
        .toList();
  }

  /** What came, without asking anybody for more. */
  public Stream<ToldSpan> taken() {
    return told.stream();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
