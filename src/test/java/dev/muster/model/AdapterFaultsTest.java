package dev.muster.model;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import dev.muster.gateway.Spoken;
import dev.muster.ledger.Usage;
import dev.muster.model.ModelFailure.Kind;
import dev.muster.model.ModelFailure.Reason;
import dev.muster.plan.Model;
import dev.muster.plan.Model.Protocol;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each fault of a provider in each protocol, as the adapter tells it to who asked. */
class AdapterFaultsTest {
  private static final Usage USED = new Usage(1000, 0, 0, 100, 0);
  private final FakeProvider provider = new FakeProvider();
  private final HttpChatModel models = TestModels.adapters();

  @AfterEach
  void stop() {
    models.close();
    provider.close();
  }

  @ParameterizedTest
  @EnumSource
  void an_unspoilt_answer_is_read_whole_and_as_a_stream(Spoken spoken) throws Exception {
    json(spoken.whole());
    assertThat(answer(spoken, false)).matches(a -> a.text().equals("Hello"));
    assertThat(answer(spoken, false).usage()).isEqualTo(USED);

    stream(spoken.stream());
    var streamed = answer(spoken, true);
    assertThat(streamed.text()).endsWith("Hello");
    assertThat(streamed.usage()).isEqualTo(USED);
    assertThat(streamed.firstTokenMillis()).isNotNull();
  }

  @ParameterizedTest
  @EnumSource
  void a_limit_is_for_the_engine_to_retry_with_or_without_a_wait(Spoken spoken) {
    provider.answers(429, "{\"error\":{\"message\":\"slow down\"}}", "Retry-After", "7");
    var told = refused(spoken, Reason.RATE_LIMITED, 429);
    assertThat(told.retryAfter()).isEqualTo(Duration.ofSeconds(7));

    provider.answers(429, "{\"error\":{\"message\":\"slow down\"}}");
    assertThat(refused(spoken, Reason.RATE_LIMITED, 429).retryAfter()).isNull();
  }

  @ParameterizedTest
  @EnumSource
  void an_overloaded_provider_is_for_the_engine_to_retry(Spoken spoken) {
    provider.answers(529, "overloaded");
    refused(spoken, Reason.UNAVAILABLE, 529);
  }

  private ModelFailure refused(Spoken spoken, Reason reason, int status) {
    var failure = failure(spoken, true);
    assertThat(failure.kind()).isEqualTo(Kind.RETRY);
    assertThat(failure.reason()).isEqualTo(reason);
    assertThat(failure.status()).isEqualTo(status);
    assertThat(failure.outcomeUnknown()).as("nothing was paid").isFalse();
    return failure;
  }

  @ParameterizedTest
  @EnumSource
  void a_stream_that_stops_in_order_before_its_end_is_lost_with_what_had_come(Spoken spoken) {
    stream(spoken.start() + spoken.word());
    lost(failure(spoken, true), Kind.RETRY, Reason.CONNECTION);
  }

  @ParameterizedTest
  @EnumSource
  void a_reset_in_the_middle_is_lost_with_what_had_come(Spoken spoken) {
    provider.answers(
        exchange -> {
          begin(exchange, "text/event-stream");
          say(exchange, spoken.start() + spoken.word());
          // Without the end of the chunks.
          exchange.getHttpContext().getServer().stop(0);
        });
    lost(failure(spoken, true), Kind.RETRY, Reason.CONNECTION);
  }

  /** A proxy that forgets the last chunk: what was said and counted is not paid for again. */
  @ParameterizedTest
  @EnumSource
  void a_reset_after_the_end_loses_nothing(Spoken spoken) throws Exception {
    provider.answers(
        exchange -> {
          begin(exchange, "text/event-stream");
          say(exchange, spoken.stream().replace("data: [DONE]\n\n", ""));
          exchange.getHttpContext().getServer().stop(0);
        });
    var answer = answer(spoken, true);
    assertThat(answer.usage()).isEqualTo(USED);
    assertThat(answer.text()).endsWith("Hello");
  }

  private static void lost(ModelFailure failure, Kind kind, Reason reason) {
    assertThat(failure.kind()).isEqualTo(kind);
    assertThat(failure.reason()).isEqualTo(reason);
    assertThat(failure.outcomeUnknown()).isTrue();
    assertThat(failure.partial().text()).endsWith("Hello");
  }

  @ParameterizedTest
  @EnumSource
  void a_slow_first_byte_is_waited_for_and_a_slower_one_is_not(Spoken spoken) throws Exception {
    provider.answers(
        exchange -> {
          Thread.sleep(700);
          FakeProvider.write(exchange, 200, spoken.whole(), "Content-Type", "application/json");
        });
    assertThat(answer(spoken, false).usage()).isEqualTo(USED);

    provider.answers(exchange -> Thread.sleep(60_000));
    var failure = failed(models.chat(9, asked(spoken, true, Duration.ofMillis(400))));
    assertThat(failure.kind()).isEqualTo(Kind.RETRY);
    assertThat(failure.reason()).isEqualTo(Reason.CONNECTION);
    assertThat(failure.outcomeUnknown()).as("it may have been paid").isTrue();
  }

  @ParameterizedTest
  @EnumSource
  void another_content_type_is_named_and_was_paid_perhaps(Spoken spoken) {
    provider.answers(200, "<html>", "Content-Type", "text/html");
    var page = failure(spoken, false);
    assertThat(page).hasMessageContaining("no JSON but called text/html");
    assertThat(page.kind()).isEqualTo(Kind.INCIDENT);
    assertThat(page.outcomeUnknown()).isTrue();

    json(spoken.stream());
    assertThat(failure(spoken, true)).hasMessageContaining("no JSON but called application/json");
  }

  @ParameterizedTest
  @EnumSource
  void missing_usage_is_none_and_never_zero(Spoken spoken) throws Exception {
    json(Spoken.unmetered(spoken.whole()));
    assertThat(answer(spoken, false).usage()).isNull();

    stream(Spoken.unmetered(spoken.stream()));
    assertThat(answer(spoken, true).usage()).isNull();
  }

  @ParameterizedTest
  @EnumSource
  void another_model_is_named_as_it_names_itself(Spoken spoken) throws Exception {
    json(Spoken.ofAnother(spoken.whole()));
    assertThat(answer(spoken, false).answeredAs()).isEqualTo("other-9");

    stream(Spoken.ofAnother(spoken.stream()));
    assertThat(answer(spoken, true).answeredAs()).isEqualTo("other-9");
  }

  @ParameterizedTest
  @EnumSource
  void of_a_hundred_megabytes_only_the_allowed_part_is_read(Spoken spoken) {
    var sent = new AtomicLong();
    provider.answers(
        exchange -> {
          exchange.getResponseHeaders().add("Content-Type", "application/json");
          exchange.sendResponseHeaders(200, 100L << 20);
          say(exchange, spoken.whole());
          for (int i = 0; i < 100 << 4; i++) {
            exchange.getResponseBody().write(" ".repeat(1 << 16).getBytes());
            sent.addAndGet(1 << 16);
          }
        });

    var failure = failure(spoken, false);

    assertThat(failure).hasMessageContaining("larger than 100000 bytes");
    assertThat(failure.kind()).isEqualTo(Kind.INCIDENT);
    assertThat(failure.outcomeUnknown()).isTrue();
    // What the sockets hold comes on top.
    assertThat(sent.get()).isLessThan(50L << 20);
  }

  @ParameterizedTest
  @EnumSource
  void a_stream_that_never_ends_is_ended_when_it_is_too_large(Spoken spoken) {
    provider.answers(
        exchange -> {
          begin(exchange, "text/event-stream");
          say(exchange, spoken.start());
          while (true) {
            say(exchange, spoken.word());
          }
        });

    var failure = failure(spoken, true);

    assertThat(failure).hasMessageContaining("larger than allowed");
    lost(failure, Kind.INCIDENT, Reason.UNREADABLE);
    assertThat(failure.partial().text()).hasSizeLessThan(100_000);
  }

  private void json(String body) {
    provider.answers(200, body, "Content-Type", "application/json");
  }

  private void stream(String events) {
    provider.answers(200, events, "Content-Type", "text/event-stream");
  }

  private static void begin(HttpExchange exchange, String type) throws IOException {
    exchange.getResponseHeaders().add("Content-Type", type);
    exchange.sendResponseHeaders(200, 0);
  }

  private static void say(HttpExchange exchange, String text) throws IOException {
    exchange.getResponseBody().write(text.getBytes(StandardCharsets.UTF_8));
    exchange.getResponseBody().flush();
  }

  private ChatRequest asked(Spoken spoken, boolean streamed, Duration patience) {
    var model = model(spoken);
    var plain = TestModels.ask(model);
    var asked =
        new ChatRequest(model, plain.system(), plain.messages(), plain.tools(), 500, patience);
    return streamed ? asked.asStream() : asked;
  }

  private Model model(Spoken spoken) {
    return switch (spoken) {
      case ANTHROPIC -> TestModels.sonnet(provider.url());
      case OPENAI -> TestModels.model(Protocol.OPENAI_CHAT, "qwen3-coder-plus", provider.url());
      case GEMINI -> TestModels.model(Protocol.GEMINI_GENERATE, "gemini-3.8-flash", provider.url());
    };
  }

  private ChatAnswer answer(Spoken spoken, boolean streamed) throws Exception {
    return models
        .chat(7, asked(spoken, streamed, Duration.ofSeconds(20)))
        .toCompletableFuture()
        .get(30, TimeUnit.SECONDS);
  }

  private ModelFailure failure(Spoken spoken, boolean streamed) {
    int before = provider.received().size();
    var failure = failed(models.chat(7, asked(spoken, streamed, Duration.ofSeconds(20))));
    assertThat(provider.received()).as("nothing is repeated by itself").hasSize(before + 1);
    return failure;
  }

  private static ModelFailure failed(CompletionStage<ChatAnswer> call) {
    CompletableFuture<ChatAnswer> stage = call.toCompletableFuture();
    try {
      throw new AssertionError("answered: " + stage.get(30, TimeUnit.SECONDS));
    } catch (ExecutionException e) {
      return (ModelFailure) e.getCause();
    } catch (InterruptedException | TimeoutException e) {
      throw new AssertionError(e);
    }
  }
}
