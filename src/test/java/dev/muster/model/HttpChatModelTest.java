package dev.muster.model;

import static dev.muster.model.TestModels.ANSWER;
import static dev.muster.model.TestModels.ask;
import static dev.muster.model.TestModels.sonnet;
import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.model.ModelFailure.Kind;
import dev.muster.plan.Model;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HttpChatModelTest {
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-11-23T10:00:00Z"), ZoneOffset.UTC);
  private final FakeProvider provider = new FakeProvider();
  private final TestSecrets secrets =
      new TestSecrets().with("KEY", "sk-very-secret").with("PLACE", provider.url());
  private final HttpChatModel models =
      new HttpChatModel(Wires.all(), secrets, TestModels.JSON, TestModels.SETTINGS, CLOCK);
  private final Model model = sonnet("${PLACE}/anthropic");

  @AfterEach
  void stop() {
    models.close();
    provider.close();
  }

  @Test
  void a_conversation_is_posted_with_key_and_version_and_answered() throws Exception {
    provider.answers(200, ANSWER);

    var answer = models.chat(7, ask(model)).toCompletableFuture().get(20, TimeUnit.SECONDS);

    assertThat(answer.text()).isEqualTo("Hello!");
    assertThat(provider.received())
        .singleElement()
        .satisfies(
            r -> {
              assertThat(r.path()).isEqualTo("/anthropic/v1/messages");
              assertThat(r.header("x-api-key")).isEqualTo("sk-very-secret");
              assertThat(r.header("anthropic-version")).isEqualTo("2023-06-01");
              assertThat(r.header("X-Muster-Attempt")).isEqualTo("7");
            });
  }

  @Test
  void a_provider_that_says_the_key_in_its_answer_does_not_bring_it_further() throws Exception {
    provider.answers(200, ANSWER.replace("Hello!", "Hello sk-very-secret!"));

    var answer = models.chat(7, ask(model)).toCompletableFuture().get(20, TimeUnit.SECONDS);

    assertThat(answer.text()).isEqualTo("Hello ${KEY}!");
    assertThat(TestModels.JSON.writeValueAsString(answer)).doesNotContain("very-secret");
  }

  @ParameterizedTest
  @ValueSource(ints = {429, 500, 502, 503, 504, 529})
  void some_statuses_are_for_the_engine_to_retry_and_are_asked_once(int status) {
    provider.answers(status, "busy", "Retry-After", "0");

    var failure = failure(model);

    assertThat(failure.kind()).isEqualTo(Kind.RETRY);
    assertThat(failure.status()).isEqualTo(status);
    assertThat(failure.retryAfter()).isEqualTo(Duration.ZERO);
    // A gateway that waited no longer says nothing about what its model did.
    assertThat(failure.outcomeUnknown()).isEqualTo(status == 504);
    assertThat(provider.received()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(ints = {302, 307, 308, 400, 401, 403, 404, 408, 413, 421, 422, 501})
  void every_other_status_is_an_incident_and_is_asked_once(int status) {
    provider.answers(status, "no", "Location", provider.url() + "/elsewhere");

    var failure = failure(model);

    assertThat(failure.kind()).isEqualTo(Kind.INCIDENT);
    assertThat(failure.status()).isEqualTo(status);
    assertThat(failure.retryAfter()).isNull();
    assertThat(failure.outcomeUnknown()).isEqualTo(status == 408);
    assertThat(provider.received()).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({"7, 7", "'Mon, 23 Nov 2026 10:01:30 GMT', 90", "'Mon, 23 Nov 2026 09:00:00 GMT', 0"})
  void retry_after_is_read_as_seconds_or_as_a_date(String header, long seconds) {
    provider.answers(429, "slow down", "Retry-After", header);

    assertThat(failure(model).retryAfter()).isEqualTo(Duration.ofSeconds(seconds));
  }

  @Test
  void an_error_under_a_good_status_is_asked_again_when_the_provider_says() {
    provider.answers(
        200, "{\"type\":\"error\",\"error\":{\"type\":\"rate_limit_error\"}}", "Retry-After", "17");

    var failure = failure(model);

    assertThat(failure.reason()).isEqualTo(ModelFailure.Reason.RATE_LIMITED);
    assertThat(failure.retryAfter()).isEqualTo(Duration.ofSeconds(17));
    assertThat(failure.outcomeUnknown()).isTrue();
  }

  @Test
  void nonsense_in_retry_after_is_none() {
    assertThat(RetryAfter.read("soon", CLOCK)).isNull();
    assertThat(RetryAfter.read("", CLOCK)).isNull();
  }

  @Test
  void an_error_is_quoted_short_and_without_the_key() {
    provider.answers(401, "bad key sk-very-secret\n " + "x".repeat(5000));

    assertThat(failure(model).getMessage())
        .startsWith("model sonnet (claude-sonnet-5): HTTP 401: bad key ${KEY} xxx")
        .hasSizeLessThan(400)
        .doesNotContain("sk-very-secret");
  }

  @Test
  void a_missing_secret_is_named_and_nothing_is_sent() {
    var failure = failure(sonnet("${NOWHERE}"));

    assertThat(failure.kind()).isEqualTo(Kind.INCIDENT);
    assertThat(failure).hasMessageContaining("${NOWHERE} has no value");
    assertThat(failure.outcomeUnknown()).isFalse();
  }

  @Test
  void a_key_that_no_header_can_carry_is_not_quoted() {
    secrets.with("KEY", "sk-\nsecret");

    assertThat(failure(model).getMessage()).contains("no header").doesNotContain("secret");
  }

  @Test
  void a_base_url_that_is_none_is_an_incident() {
    secrets.with("PLACE", "not-a-url");

    assertThat(failure(model)).hasMessageContaining("baseUrl ${PLACE}/anthropic is no http(s)");
  }

  @Test
  void an_answer_above_the_cap_is_not_read_to_its_end_and_was_paid() {
    provider.answers(200, "x".repeat(200_000));

    var failure = failure(model);

    assertThat(failure.kind()).isEqualTo(Kind.INCIDENT);
    assertThat(failure.outcomeUnknown()).isTrue();
    assertThat(failure).hasMessageContaining("larger than 100000 bytes");
  }

  @Test
  void of_a_hundred_megabytes_only_the_allowed_part_is_held() {
    var sent = new java.util.concurrent.atomic.AtomicLong();
    provider.answers(
        exchange -> {
          exchange.sendResponseHeaders(200, 100L << 20);
          for (int i = 0; i < 100 << 4; i++) {
            exchange.getResponseBody().write(new byte[1 << 16]);
            sent.addAndGet(1 << 16);
          }
        });

    assertThat(failure(model)).hasMessageContaining("larger than 100000 bytes");
    // What the sockets hold comes on top.
    assertThat(sent.get()).isLessThan(50L << 20);
  }

  @Test
  void of_an_error_of_a_hundred_megabytes_a_few_words_are_read() {
    provider.answers(
        exchange -> {
          exchange.sendResponseHeaders(400, 100L << 20);
          for (int i = 0; i < 100 << 4; i++) {
            exchange.getResponseBody().write("x".repeat(1 << 16).getBytes());
          }
        });

    assertThat(failure(model).getMessage()).hasSizeLessThan(500);
  }

  @Test
  void a_wrong_content_type_is_named() {
    provider.answers(200, "<html>Welcome</html>", "Content-Type", "text/html");

    assertThat(failure(model)).hasMessageContaining("no JSON but called text/html");
  }

  @Test
  void a_slow_first_byte_is_waited_for() throws Exception {
    provider.answers(
        exchange -> {
          Thread.sleep(700);
          FakeProvider.write(exchange, 200, ANSWER);
        });

    assertThat(models.chat(7, ask(model)).toCompletableFuture().get(30, TimeUnit.SECONDS).text())
        .isEqualTo("Hello!");
  }

  @Test
  void a_429_without_retry_after_leaves_the_wait_to_us_unless_a_limit_says_when() {
    provider.answers(429, "slow down");
    assertThat(failure(model).retryAfter()).isNull();
    assertThat(failure(model).reason()).isEqualTo(ModelFailure.Reason.RATE_LIMITED);

    provider.answers(
        429,
        "slow down",
        "anthropic-ratelimit-tokens-remaining",
        "0",
        "anthropic-ratelimit-tokens-reset",
        "2026-11-23T10:00:42Z");
    assertThat(failure(model).retryAfter()).isEqualTo(Duration.ofSeconds(42));
  }

  @Test
  void an_answer_that_used_up_the_limits_says_until_when_and_is_stored_without() throws Exception {
    provider.answers(
        200, ANSWER, "x-ratelimit-remaining-requests", "0", "x-ratelimit-reset-requests", "6m0s");
    var answer = models.chat(7, ask(model)).toCompletableFuture().get(20, TimeUnit.SECONDS);

    assertThat(answer.limitedUntil()).isEqualTo("2026-11-23T10:06:00Z");
    var stored = TestModels.JSON.writeValueAsString(answer);
    assertThat(stored).doesNotContain("imited");
    assertThat(TestModels.JSON.readValue(stored, ChatAnswer.class))
        .isEqualTo(answer.withLimits(null));

    provider.answers(200, ANSWER, "x-ratelimit-remaining-requests", "1");
    var left = models.chat(8, ask(model)).toCompletableFuture().get(20, TimeUnit.SECONDS);
    assertThat(left.limitedUntil()).isNull();
  }

  @Test
  void a_refused_key_is_named_by_its_variable() {
    provider.answers(401, "invalid x-api-key sk-very-secret");

    assertThat(failure(model).reason()).isEqualTo(ModelFailure.Reason.AUTH);
    assertThat(failure(model).getMessage())
        .endsWith("(its key is ${KEY})")
        .doesNotContain("sk-very-secret");
  }

  @Test
  void an_error_under_a_good_status_is_an_error() {
    provider.answers(200, "{\"error\":{\"code\":429,\"message\":\"upstream is busy\"}}");

    var failure = failure(model);

    assertThat(failure.kind()).isEqualTo(Kind.RETRY);
    assertThat(failure.reason()).isEqualTo(ModelFailure.Reason.RATE_LIMITED);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "<html>", "[]", "{\"content\":[", "null"})
  void an_unreadable_answer_was_paid_and_is_an_incident(String body) {
    provider.answers(200, body);

    var failure = failure(model);

    assertThat(failure.kind()).isEqualTo(Kind.INCIDENT);
    assertThat(failure.outcomeUnknown()).isTrue();
  }

  @Test
  void a_call_that_takes_too_long_may_have_been_paid_and_is_retried() {
    provider.answers(exchange -> Thread.sleep(60_000));
    var impatient = new ChatRequest(model, "", List.of(), List.of(), 10, Duration.ofMillis(300));

    var failure = failure(impatient);

    assertThat(failure.kind()).isEqualTo(Kind.RETRY);
    assertThat(failure.outcomeUnknown()).isTrue();
  }

  @Test
  void nobody_listening_means_nothing_was_sent() throws IOException {
    int port;
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    var failure = failure(sonnet("http://127.0.0.1:" + port));

    assertThat(failure.kind()).isEqualTo(Kind.RETRY);
    assertThat(failure.outcomeUnknown()).isFalse();
    assertThat(failure).hasMessageContaining("before anything was sent");
  }

  @Test
  void a_connection_that_breaks_after_the_request_leaves_the_outcome_unknown() {
    provider.answers(exchange -> exchange.close());

    var failure = failure(model);

    assertThat(failure.kind()).isEqualTo(Kind.RETRY);
    assertThat(failure.outcomeUnknown()).isTrue();
    assertThat(provider.received()).hasSize(1);
  }

  @Test
  void an_answer_cut_off_in_the_middle_leaves_the_outcome_unknown() {
    provider.answers(
        exchange -> {
          exchange.sendResponseHeaders(200, 1000);
          exchange.getResponseBody().write(ANSWER.substring(0, 50).getBytes());
          exchange.getResponseBody().flush();
          throw new IOException("cut");
        });

    var failure = failure(model);

    assertThat(failure.kind()).isEqualTo(Kind.RETRY);
    assertThat(failure.outcomeUnknown()).isTrue();
  }

  @Test
  void cancelling_the_stage_cancels_the_call() throws Exception {
    var arrived = new CountDownLatch(1);
    provider.answers(
        exchange -> {
          arrived.countDown();
          Thread.sleep(60_000);
        });
    var stage = models.chat(7, ask(model)).toCompletableFuture();
    assertThat(arrived.await(20, TimeUnit.SECONDS)).isTrue();

    stage.cancel(true);

    var failure = failure(stage);
    assertThat(failure.kind()).isEqualTo(Kind.CANCELLED);
    assertThat(failure.outcomeUnknown()).isTrue();
  }

  @Test
  void many_calls_are_on_the_wire_at_once() throws Exception {
    int calls = 40;
    var together = new CountDownLatch(calls);
    provider.answers(
        exchange -> {
          together.countDown();
          // Answers only when all have arrived.
          boolean all = together.await(20, TimeUnit.SECONDS);
          FakeProvider.write(exchange, all ? 200 : 500, ANSWER);
        });
    var stages =
        java.util.stream.IntStream.range(0, calls)
            .mapToObj(i -> models.chat(7, ask(model)).toCompletableFuture())
            .toList();

    for (var stage : stages) {
      assertThat(stage.get(30, TimeUnit.SECONDS).text()).isEqualTo("Hello!");
    }
  }

  private ModelFailure failure(Model model) {
    return failure(ask(model));
  }

  private ModelFailure failure(ChatRequest request) {
    return failure(models.chat(7, request).toCompletableFuture());
  }

  private static ModelFailure failure(java.util.concurrent.CompletableFuture<ChatAnswer> stage) {
    try {
      throw new AssertionError("answered: " + stage.get(30, TimeUnit.SECONDS));
    } catch (ExecutionException e) {
      return (ModelFailure) e.getCause();
    } catch (InterruptedException | java.util.concurrent.TimeoutException e) {
      throw new AssertionError(e);
    }
  }
}
