package dev.muster.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import dev.muster.gateway.Gateway.Access;
import dev.muster.ledger.Attempt;
import dev.muster.ledger.Attempt.State;
import dev.muster.model.FakeProvider;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;

/** A client of one protocol, the gateway, and behind it a provider that spoils its answers. */
final class Spoilt implements AutoCloseable {
  final FakeProvider provider = new FakeProvider();
  final Lane lane;
  private final HttpClient http = HttpClient.newHttpClient();
  private final Spoken spoken;
  private final Access access;

  Spoilt(Path folder, Spoken spoken) {
    this(folder, spoken, Duration.ofSeconds(30));
  }

  Spoilt(Path folder, Spoken spoken, Duration timeout) {
    var at = provider.url();
    this.spoken = spoken;
    lane = new Lane(folder, at, at, at, timeout, Clock.systemUTC());
    access = lane.open(spoken.model);
  }

  /** The client's way in. */
  Access access() {
    return access;
  }

  /**
   * What the client got.
   *
   * @param cut whether it was told that this is not all
   */
  record Heard(int status, HttpHeaders headers, byte[] bytes, boolean cut) {
    String text() {
      return new String(bytes, StandardCharsets.UTF_8);
    }

    String header(String name) {
      return headers.firstValue(name).orElse(null);
    }
  }

  Heard ask(boolean streamed) throws Exception {
    var response = open(streamed);
    var bytes = new ByteArrayOutputStream();
    boolean cut = false;
    try (var body = response.body()) {
      body.transferTo(bytes);
    } catch (IOException e) {
      cut = true;
    }
    return new Heard(response.statusCode(), response.headers(), bytes.toByteArray(), cut);
  }

  /** The answer while it comes. */
  HttpResponse<InputStream> open(boolean streamed) throws Exception {
    var request =
        HttpRequest.newBuilder(spoken.url(access, streamed))
            .timeout(Duration.ofSeconds(60))
            .header("Authorization", "Bearer " + access.token())
            .POST(BodyPublishers.ofString(spoken.question(streamed)))
            .build();
    return http.send(request, BodyHandlers.ofInputStream());
  }

  static void stream(HttpExchange exchange) throws IOException {
    exchange.getResponseHeaders().add("Content-Type", "text/event-stream");
    exchange.sendResponseHeaders(200, 0);
  }

  static void say(HttpExchange exchange, String text) throws IOException {
    exchange.getResponseBody().write(text.getBytes(StandardCharsets.UTF_8));
    exchange.getResponseBody().flush();
  }

  /** The provider's stream is this and ends. */
  void streams(String text) {
    provider.answers(
        exchange -> {
          stream(exchange);
          say(exchange, text);
          exchange.close();
        });
  }

  /** The attempt is paid as the book says, and nothing else is. */
  Attempt answered() throws Exception {
    var attempt = attempt(State.ANSWERED);
    assertThat(attempt.costUsd()).isEqualByComparingTo("0.003");
    return counts(attempt);
  }

  /** The attempt counts as it was reserved: nobody knows. */
  Attempt unknown(String error) throws Exception {
    var attempt = attempt(State.UNKNOWN);
    assertThat(attempt.error()).contains(error);
    assertThat(committed()).isEqualByComparingTo(attempt.reservedUsd());
    return attempt;
  }

  /** The provider refused, and nothing was paid. */
  Attempt refused(int status) throws Exception {
    var attempt = attempt(State.FAILED);
    assertThat(attempt.httpStatus()).isEqualTo(status);
    assertThat(committed()).isZero();
    return attempt;
  }

  /** It was answered, and its price is not known. */
  Attempt unmeasured(String finding) throws Exception {
    var attempt = attempt(State.ANSWERED);
    assertThat(attempt.costUsd()).isNull();
    assertThat(attempt.finding()).contains(finding);
    assertThat(committed()).isEqualByComparingTo(attempt.reservedUsd());
    return attempt;
  }

  private Attempt attempt(State state) throws Exception {
    var attempt = lane.settled();
    assertThat(attempt.state()).as("%s", attempt).isEqualTo(state);
    assertThat(provider.received()).as("nothing is repeated by itself").hasSize(1);
    return attempt;
  }

  private Attempt counts(Attempt attempt) {
    assertThat(committed()).isEqualByComparingTo(attempt.costUsd());
    return attempt;
  }

  private BigDecimal committed() {
    return lane.ledger.committed(lane.deployment);
  }

  @Override
  public void close() throws Exception {
    lane.close();
    provider.close();
  }
}
