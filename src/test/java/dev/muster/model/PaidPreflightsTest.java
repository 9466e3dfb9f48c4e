package dev.muster.model;

import static dev.muster.model.TestModels.ANSWER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.ledger.Attempt;
import dev.muster.ledger.Ledger;
import dev.muster.ledger.TestLedger;
import dev.muster.model.Preflights.Preflight;
import dev.muster.plan.Mix;
import dev.muster.plan.Model;
import dev.muster.plan.Model.Billing;
import dev.muster.plan.Model.Protocol;
import dev.muster.plan.Plan;
import dev.muster.plan.Routing;
import dev.muster.store.TestDatabase;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The small call to each model, over real HTTP to a provider that behaves badly. */
@Timeout(120)
class PaidPreflightsTest {
  private static final String VALUE = "sk-very-secret";
  private final FakeProvider provider = new FakeProvider();
  private final TestSecrets secrets = new TestSecrets().with("KEY", VALUE);
  private final Ledger ledger = TestLedger.of("node-a");
  private final String deployment = TestLedger.fresh("d");
  private final HttpChatModel models =
      new HttpChatModel(
          Wires.all(), secrets, TestModels.JSON, TestModels.SETTINGS, Clock.systemUTC());
  private final LedgeredCalls calls =
      new LedgeredCalls(ledger, models, TestModels.JSON, TestModels.SETTINGS, Clock.systemUTC());
  private Duration patience = Duration.ofSeconds(60);

  @AfterEach
  void stop() {
    calls.close();
    models.close();
    provider.close();
  }

  @Test
  void a_model_that_answers_is_reachable_and_its_call_is_counted() throws Exception {
    provider.answers(200, ANSWER);

    var asked = ask(false);

    assertThat(asked.answered()).isTrue();
    assertThat(asked.error()).isNull();
    assertThat(asked.answeredAs()).isEqualTo("claude-sonnet-5");
    assertThat(stored()).usingRecursiveComparison().ignoringFields("at").isEqualTo(asked);
    assertThat(ledger.attempts(deployment))
        .singleElement()
        .matches(attempt -> attempt.purpose().equals("preflight"))
        .matches(attempt -> attempt.state() == Attempt.State.ANSWERED);
    assertThat(provider.received().get(0).body()).contains("\"max_tokens\":64");
  }

  @ParameterizedTest
  @ValueSource(ints = {401, 403})
  void a_wrong_key_is_told_by_its_variable_and_not_by_its_value(int status) throws Exception {
    provider.answers(status, "{\"error\":{\"message\":\"invalid x-api-key " + VALUE + "\"}}");

    var asked = ask(false);

    assertThat(asked.answered()).isFalse();
    assertThat(asked.error())
        .contains("sonnet (claude-sonnet-5)", "HTTP " + status, "(its key is ${KEY})")
        .doesNotContain(VALUE);
    assertThat(stored().error()).isEqualTo(asked.error());
  }

  @Test
  void a_missing_key_is_told_by_its_variable_before_anything_is_sent() throws Exception {
    secrets.without("KEY");

    assertThat(ask(false).error()).contains("${KEY} has no value");
    assertThat(provider.received()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "404 | {\"type\":\"error\",\"error\":{\"type\":\"not_found_error\",\"message\":\"model: claude-sonnet-5\"}} | not_found_error",
        "400 | <html>Bad gateway of a company</html>          | Bad gateway of a company",
        "200 | <html>Please sign in to the guest net</html>   | no JSON",
        "200 | {\"model\":\"claude-sonnet-5\"}                | claude-sonnet-5",
        "200 | ''                                             | claude-sonnet-5"
      })
  void an_unknown_model_and_garbage_are_told_and_asked_once(int status, String body, String words)
      throws Exception {
    provider.answers(status, body, "Content-Type", "application/json");

    var asked = ask(true);

    assertThat(asked.answered()).isFalse();
    assertThat(asked.error()).contains("sonnet (claude-sonnet-5)", words);
    assertThat(provider.received()).hasSize(1);
    assertThat(stored().error()).isEqualTo(asked.error());
  }

  @Test
  void another_model_answers_and_that_is_said() throws Exception {
    provider.answers(200, ANSWER.replace("claude-sonnet-5", "claude-haiku-4-5"));

    var asked = ask(false);

    assertThat(asked.answered()).isTrue();
    assertThat(asked.answeredAs()).isEqualTo("claude-haiku-4-5");
    assertThat(asked.error()).isEqualTo("asked for claude-sonnet-5, and claude-haiku-4-5 answered");
  }

  /** It answers one word, and would forget half of a conversation. */
  @ParameterizedTest
  @CsvSource({"4096, true", "200000, false", "0, false"})
  void an_ollama_whose_window_is_too_small_is_none(int window, boolean told) throws Exception {
    provider.answers(
        exchange ->
            FakeProvider.write(
                exchange,
                200,
                exchange.getRequestURI().getPath().equals("/api/ps")
                    ? "{\"models\":[{\"name\":\"llama3:8b\",\"context_length\":" + window + "}]}"
                    : ANSWER.replace("claude-sonnet-5", "llama3:8b")));

    var asked = ask(false, local());

    assertThat(asked.answered()).isTrue();
    if (told) {
      assertThat(asked.error())
          .startsWith("Ollama holds it with 4096 tokens of context")
          .contains("maxInputTokens: 200000", "num_ctx");
    } else {
      assertThat(asked.error()).isNull();
    }
    assertThat(stored().error()).isEqualTo(asked.error());
    assertThat(ledger.attempts(deployment)).as("a look costs nothing").hasSize(1);
  }

  /** The engine asks again as long as it may; the last time it is a result. */
  @Test
  void silence_is_tried_again_and_told_at_last() throws Exception {
    patience = Duration.ofMillis(300);
    provider.answers(exchange -> Thread.sleep(60_000));

    assertThatThrownBy(() -> ask(true))
        .hasCauseInstanceOf(ModelFailure.class)
        .hasMessageContaining("after the request was sent");
    assertThat(preflights().of(deployment)).isEmpty();

    var asked = ask(false);

    assertThat(asked.answered()).isFalse();
    assertThat(asked.error()).contains("sonnet", "after the request was sent");
    assertThat(ledger.attempts(deployment))
        .extracting(Attempt::state)
        .containsExactly(Attempt.State.UNKNOWN, Attempt.State.UNKNOWN);
  }

  @Test
  void busy_is_tried_again_and_told_at_last() throws Exception {
    provider.answers(529, "overloaded");
    assertThatThrownBy(() -> ask(true)).hasMessageContaining("HTTP 529");
    assertThat(ask(false).error()).contains("HTTP 529: overloaded");
  }

  @Test
  void a_budget_without_room_for_it_is_its_result() throws Exception {
    ledger.declareBudget(deployment, new BigDecimal("0.0000001"));

    assertThat(ask(true).error()).contains("USD left");
    assertThat(provider.received()).isEmpty();
  }

  private int tasks;

  private Preflight ask(boolean mayRetry) throws Exception {
    return ask(mayRetry, TestModels.sonnet(provider.url()));
  }

  private Preflight ask(boolean mayRetry, Model model) throws Exception {
    return preflights()
        .ask(deployment + "-" + ++tasks, deployment, plan(model), "sonnet", mayRetry)
        .toCompletableFuture()
        .get(60, TimeUnit.SECONDS);
  }

  private Preflight stored() {
    return preflights().of(deployment).get(0);
  }

  private PaidPreflights preflights() {
    var table = new PreflightTable(TestDatabase.jdbc());
    return new PaidPreflights(calls, table, secrets, Clock.systemUTC(), patience);
  }

  private Model local() {
    return new Model(
        "sonnet",
        "ollama",
        "llama",
        Protocol.ANTHROPIC_MESSAGES,
        "llama3:8b",
        List.of(),
        provider.url() + "/v1",
        null,
        Billing.FREE,
        null,
        200_000,
        8_000,
        2,
        false,
        null);
  }

  private static Plan plan(Model model) {
    return new Plan(
        "test",
        Map.of("sonnet", model),
        Map.of("sonnet", TestLedger.PRICE),
        Map.of(),
        null,
        Map.of(),
        Map.of(),
        Map.of(),
        new Routing(List.of(), false),
        List.of(),
        Map.of(),
        new Mix(Map.of()),
        null,
        Map.of(),
        null,
        null);
  }
}
