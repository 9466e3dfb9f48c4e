package dev.muster.mcp.oauth;

import com.nimbusds.oauth2.sdk.AuthorizationResponse;
import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.id.State;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Where the browser comes back to (RFC 8252): a port of 127.0.0.1 that lives as long as the login.
 * Only an answer to our own question counts; another one neither ends nor disturbs the wait.
 */
final class Callback implements AutoCloseable {
  private static final String PATH = "/callback";
  private static final String THANKS =
      "Muster has the answer. You can close this page and go back to the terminal.";
  private static final String NOT_OURS = "This is not the answer that Muster waits for.";
  private static final int QUEUE = 10;
  private final HttpServer http;
  private final State state;
  private final CompletableFuture<AuthorizationResponse> answer = new CompletableFuture<>();

  private Callback(HttpServer http, State state) {
    this.http = http;
    this.state = state;
    http.createContext("/", this::answer);
    http.start();
  }

  /**
   * @param wished 0: none
   * @param usual taken unless another one is wished, if it is free; 0: any
   */
  static Callback open(int wished, int usual, State state) {
    try {
      return new Callback(listen(wished > 0 ? wished : usual), state);
    } catch (IOException taken) {
      if (wished > 0 || usual == 0) {
        throw new LoginFailed(
            "port " + wished + " of 127.0.0.1 cannot be opened: try --port", taken);
      }
      return open(0, 0, state);
    }
  }

  private static HttpServer listen(int port) throws IOException {
    return HttpServer.create(new InetSocketAddress(loopback(), port), QUEUE);
  }

  private static InetAddress loopback() throws IOException {
    return InetAddress.getByAddress("127.0.0.1", new byte[] {127, 0, 0, 1});
  }

  URI redirect() {
    return URI.create("http://127.0.0.1:" + http.getAddress().getPort() + PATH);
  }

  /** The page first: who waits closes this port as soon as there is an answer. */
  private void answer(HttpExchange exchange) throws IOException {
    Optional<AuthorizationResponse> told = told(exchange.getRequestURI());
    try (exchange) {
      byte[] page = (told.isPresent() ? THANKS : NOT_OURS).getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", "text/plain; charset=utf-8");
      exchange.getResponseHeaders().set("Referrer-Policy", "no-referrer");
      exchange.sendResponseHeaders(told.isPresent() ? 200 : 400, page.length);
      exchange.getResponseBody().write(page);
    } finally {
      told.ifPresent(answer::complete);
    }
  }

  private Optional<AuthorizationResponse> told(URI address) {
    if (!PATH.equals(address.getPath()) || address.getRawQuery() == null) {
      return Optional.empty();
    }
    try {
      URI whole = URI.create(redirect() + "?" + address.getRawQuery());
      return Optional.of(AuthorizationResponse.parse(whole))
          .filter(response -> state.equals(response.getState()));
    } catch (ParseException | IllegalArgumentException notAnAnswer) {
      return Optional.empty();
    }
  }

  AuthorizationResponse await(Duration longest) {
    try {
      return answer.get(longest.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new LoginFailed("nobody answered within " + longest.toMinutes() + " minutes");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LoginFailed("the login was stopped", e);
    } catch (ExecutionException e) {
      throw new IllegalStateException("it is never completed so", e);
    }
  }

  @Override
  public void close() {
    http.stop(0);
  }
}
