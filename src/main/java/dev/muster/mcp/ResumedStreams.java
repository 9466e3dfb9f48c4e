package dev.muster.mcp;

import java.io.IOException;
import java.net.Authenticator;
import java.net.CookieHandler;
import java.net.ProxySelector;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpResponse.PushPromiseHandler;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import reactor.adapter.JdkFlowAdapter;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * A client that goes on reading where a server ended the stream of an answer before the answer: it
 * asks for the rest with Last-Event-ID after the pause that the server named. The SDK's transport
 * does so for its standing stream only, and waits for an answer that never comes. It says, too,
 * that a server does not know a session.
 */
final class ResumedStreams extends HttpClient {
  private static final int OK = 200;
  private static final Duration USUAL_LIMIT = Duration.ofSeconds(30);
  private final HttpClient http;

  ResumedStreams(HttpClient http) {
    this.http = http;
  }

  @Override
  public <T> CompletableFuture<HttpResponse<T>> sendAsync(
      HttpRequest request, BodyHandler<T> handler) {
    return http.sendAsync(request, handler).thenCompose(answer -> told(request, answer));
  }

  private <T> CompletableFuture<HttpResponse<T>> told(HttpRequest request, HttpResponse<T> answer) {
    var refused = UnknownSession.of(request, answer);
    if (refused != null) {
      if (answer.body() instanceof Flow.Publisher<?> body) {
        JdkFlowAdapter.flowPublisherToFlux(body).subscribe().dispose();
      }
      return CompletableFuture.failedFuture(refused);
    }
    boolean post = "POST".equals(request.method());
    return CompletableFuture.completedFuture(
        post && isStream(answer) ? resumed(request, answer) : answer);
  }

  private static boolean isStream(HttpResponse<?> answer) {
    String type = answer.headers().firstValue("Content-Type").orElse("");
    return answer.statusCode() == OK
        && answer.body() instanceof Flow.Publisher
        && type.toLowerCase(Locale.ROOT).contains("text/event-stream");
  }

  @SuppressWarnings("unchecked")
  private <T> HttpResponse<T> resumed(HttpRequest request, HttpResponse<T> answer) {
    var body = (Flow.Publisher<List<ByteBuffer>>) answer.body();
    // After that nobody waits for the answer any more.
    long end = System.nanoTime() + request.timeout().orElse(USUAL_LIMIT).toNanos();
    var whole = followed(body, request, new SeenEvents(), end);
    return new Answered<>(answer, (T) JdkFlowAdapter.publisherToFlowPublisher(whole));
  }

  private Flux<List<ByteBuffer>> followed(
      Flow.Publisher<List<ByteBuffer>> body, HttpRequest request, SeenEvents seen, long end) {
    return JdkFlowAdapter.flowPublisherToFlux(body)
        .doOnNext(seen::read)
        .onErrorResume(
            IOException.class, broken -> seen.isBroken() ? Flux.empty() : Flux.error(broken))
        .concatWith(Flux.defer(() -> rest(request, seen, end)));
  }

  private Flux<List<ByteBuffer>> rest(HttpRequest request, SeenEvents seen, long end) {
    if (!seen.isBroken()) {
      return Flux.empty();
    }
    if (!seen.mayResume() || System.nanoTime() + seen.pause().toNanos() > end) {
      return Flux.error(new IOException("the server ended the stream before it answered"));
    }
    return Mono.delay(seen.pause())
        .flatMap(
            now -> Mono.fromFuture(http.sendAsync(from(request, seen), BodyHandlers.ofPublisher())))
        .flatMapMany(
            told ->
                isStream(told)
                    ? followed(told.body(), request, seen, end)
                    : Flux.error(
                        new IOException("the stream is not resumed: " + told.statusCode())));
  }

  private static HttpRequest from(HttpRequest request, SeenEvents seen) {
    return HttpRequest.newBuilder(request, (name, value) -> !name.equalsIgnoreCase("Content-Type"))
        .GET()
        .setHeader("Accept", "text/event-stream")
        .setHeader("Last-Event-ID", seen.lastId())
        .build();
  }

  @Override
  public <T> CompletableFuture<HttpResponse<T>> sendAsync(
      HttpRequest request, BodyHandler<T> handler, PushPromiseHandler<T> pushed) {
    return http.sendAsync(request, handler, pushed);
  }

  @Override
  public <T> HttpResponse<T> send(HttpRequest request, BodyHandler<T> handler)
      throws IOException, InterruptedException {
    return http.send(request, handler);
  }

  @Override
  public Optional<CookieHandler> cookieHandler() {
    return http.cookieHandler();
  }

  @Override
  public Optional<Duration> connectTimeout() {
    return http.connectTimeout();
  }

  @Override
  public Redirect followRedirects() {
    return http.followRedirects();
  }

  @Override
  public Optional<ProxySelector> proxy() {
    return http.proxy();
  }

  @Override
  public SSLContext sslContext() {
    return http.sslContext();
  }

  @Override
  public SSLParameters sslParameters() {
    return http.sslParameters();
  }

  @Override
  public Optional<Authenticator> authenticator() {
    return http.authenticator();
  }

  @Override
  public Version version() {
    return http.version();
  }

  @Override
  public Optional<Executor> executor() {
    return http.executor();
  }
}
