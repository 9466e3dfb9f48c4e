package dev.muster.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.ledger.CallRequest;
import dev.muster.ledger.Opening;
import dev.muster.ledger.TestLedger;
import dev.muster.ledger.Usage;
import dev.muster.model.ModelFailure.Kind;
import dev.muster.model.ModelFailure.Reason;
import dev.muster.plan.Mix;
import dev.muster.plan.Model;
import dev.muster.plan.Model.Billing;
import dev.muster.plan.Model.Protocol;
import dev.muster.plan.ModelLimits;
import dev.muster.plan.Plan;
import dev.muster.plan.Routing;
import dev.muster.store.TestDatabase;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is known of models. Ollama's answers are those of its published API. */
class ModelStatesTest {
  private static final String TAGS =
      """
      {"models":[{"name":"llama3.1:8b","model":"llama3.1:8b",
       "modified_at":"2025-05-10T08:06:48.639712648-07:00","size":4683075271,
       "digest":"0a8c266910232fd3291e71e5ba1e058cc5af9d411192cf88b6d30e92b6e73163",
       "details":{"parent_model":"","format":"gguf","family":"llama","families":["llama"],
       "parameter_size":"8.0B","quantization_level":"Q4_K_M"}}]}
      """;
  private static final String PS =
      """
      {"models":[{"name":"llama3.1:8b","model":"llama3.1:8b","size":5137025024,
       "digest":"2ae6f6dd7a3dd734790bbbf58b8909a606e0e7e97e94b7604e0aa7ae4490e6d8",
       "details":{"parent_model":"","format":"gguf","family":"llama"},
       "expires_at":"2026-11-23T14:38:31.83753-07:00","size_vram":5137025024,"context_length":4096}]}
      """;
  private static final String LOADED =
      """
      {"model":"llama3.1:8b","created_at":"2026-11-23T19:22:45.499127Z","response":"","done":true,
       "total_duration":3210000000,"load_duration":3101000000}
      """;
  private final FakeProvider provider = new FakeProvider();
  private final TestSecrets secrets = new TestSecrets();
  private final ModelStates states =
      new ModelStates(TestDatabase.jdbc(), TestDatabase.transactions(), secrets, Clock.systemUTC());

  @AfterEach
  void close() {
    states.close();
    provider.close();
  }

  @Test
  void ollamas_models_are_pulled_in_memory_or_loaded_now() throws Exception {
    provider.answers(
        exchange -> {
          var path = exchange.getRequestURI().getPath();
          var body = path.endsWith("/tags") ? TAGS : path.endsWith("/ps") ? PS : LOADED;
          FakeProvider.write(exchange, 200, body, "Content-Type", "application/json");
        });
    var plan = plan(ollama("llama3.1:8b"), ollama("mistral:7b"));

    var seen = of(plan, false);
    assertThat(seen.get(0).ollama())
        .isEqualTo(
            new ModelState.Shelf(
                true, 4683075271L, Instant.parse("2026-11-23T21:38:31.837530Z"), 4096, null, null));
    assertThat(seen.get(1).ollama().pulled()).isFalse();
    assertThat(provider.received()).noneMatch(r -> r.path().contains("generate"));

    assertThat(of(plan, true).get(0).ollama().loadMillis()).isEqualTo(3101);
    assertThat(provider.received())
        .filteredOn(r -> r.path().equals("/api/generate"))
        .hasSize(1)
        .allMatch(r -> !r.body().contains("prompt"));
  }

  /** Ollama's compatible API takes no window from its caller, and says nothing when it cuts. */
  @Test
  void a_window_that_is_smaller_than_the_plans_is_told() throws Exception {
    provider.answers(
        exchange ->
            FakeProvider.write(
                exchange, 200, exchange.getRequestURI().getPath().endsWith("/tags") ? TAGS : PS));

    assertThat(of(plan(ollama("llama3.1:8b", 4096)), false).get(0).why())
        .isEqualTo("nobody has asked it yet");
    assertThat(of(plan(ollama("llama3.1:8b", 4097)), false).get(0).why())
        .startsWith(
            "Ollama holds it with 4096 tokens of context, the plan says maxInputTokens: 4097")
        .contains("num_ctx");
  }

  @Test
  void who_is_no_ollama_or_not_there_is_told_and_stops_nobody() throws Exception {
    provider.answers(404, "{}");
    assertThat(of(plan(ollama("llama3.1:8b")), false).get(0).ollama().fault())
        .isEqualTo("/api/tags answers HTTP 404");
  }

  /** Who answers in its place, or at a vendor, says nothing of whether it answers here. */
  @Test
  void an_answer_of_another_is_told_as_such_and_a_vendors_is_none_of_its_own() throws Exception {
    var model = ollama(TestLedger.fresh("id"));
    heard(model, "session", model.id());
    assertThat(of(plan(model), false).get(0).reachable()).isNull();

    heard(model, "turn", "cheap-1");
    var seen = of(plan(model), false).get(0);
    assertThat(seen.reachable()).isTrue();
    assertThat(seen.why()).contains(" as cheap-1, which has no price until answersAs names it");

    heard(model, "turn", model.id());
    assertThat(of(plan(model), false).get(0).why()).startsWith("answered ").doesNotContain(" as ");
  }

  private static void heard(Model model, String purpose, String as) {
    var ledger = TestLedger.of("node-a");
    var deployment = TestLedger.fresh("d");
    ledger.declareBudget(deployment, BigDecimal.TEN);
    var opened =
        ledger.open(
            new CallRequest(
                TestLedger.fresh("task"),
                deployment,
                purpose,
                TestLedger.fresh("r"),
                deployment,
                "builder",
                "mix",
                model.name(),
                model.id(),
                null,
                true,
                BigDecimal.ZERO,
                0));
    ledger.answered(
        ((Opening.Send) opened).attemptId(),
        as,
        model.answersAs(as),
        new Usage(1, 0, 0, 1, 0),
        "{}");
  }

  @Test
  void limits_retirement_and_the_last_error_are_shown() throws Exception {
    var model =
        new Model(
            "opus",
            "anthropic",
            "claude",
            Protocol.ANTHROPIC_MESSAGES,
            TestLedger.fresh("id"),
            List.of(),
            "http://" + TestLedger.fresh("host"),
            null,
            Billing.FLAT,
            null,
            1,
            1,
            1,
            false,
            null,
            null,
            null,
            new ModelLimits(2, null, null),
            LocalDate.of(2027, 1, 31),
            null,
            null);
    var plan = plan(model);
    assertThat(of(plan, false).get(0))
        .matches(s -> s.reachable() == null && s.why().equals("nobody has asked it yet"))
        .matches(s -> s.price().equals("flat") && s.lastError() == null);

    new HealthTable(TestDatabase.jdbc(), secrets, Clock.systemUTC())
        .failed(
            model,
            new ModelFailure(Kind.RETRY, Reason.RATE_LIMITED, 429, Duration.ofMinutes(5), "429"));
    assertThat(of(plan, false).get(0))
        .matches(s -> !s.reachable() && s.why().contains("rate limited"))
        .matches(s -> s.lastError().equals("429") && s.retires().getYear() == 2027)
        .matches(s -> s.limits().concurrency() == 2 && s.waiting() == 0);
  }

  /** Its pause is over, and the last answer is of before: nobody knows that it answers again. */
  @Test
  void who_failed_and_has_not_answered_since_is_not_reachable_though_it_may_be_asked()
      throws Exception {
    var model = ollama(TestLedger.fresh("id"));
    heard(model, "turn", model.id());
    var clock = new PassingClock();
    var health = new HealthTable(TestDatabase.jdbc(), secrets, clock);
    health.failed(model, refused(Kind.INCIDENT, Reason.AUTH));

    assertThat(health.obstacle(model)).isPresent();
    clock.pass(7200);
    assertThat(health.obstacle(model)).isEmpty();
    assertThat(of(plan(model), false).get(0))
        .matches(s -> !s.reachable() && s.lastError().equals("refused"))
        .matches(s -> s.why().equals("auth, no answer since 2026-11-01T10:00:00Z"));

    health.answered(model, clock.instant(), null);
    assertThat(of(plan(model), false).get(0))
        .matches(s -> s.reachable() && s.why().startsWith("answered "))
        .matches(s -> s.lastError().equals("refused"));
  }

  /** They stand in nobody's way, and are the errors that people ask about most. */
  @Test
  void what_the_provider_does_not_accept_is_the_last_error_and_says_nothing_of_reach()
      throws Exception {
    var model = ollama(TestLedger.fresh("id"));
    var health = new HealthTable(TestDatabase.jdbc(), secrets, Clock.systemUTC());
    health.failed(model, refused(Kind.INCIDENT, Reason.BAD_REQUEST));
    health.failed(model, new ModelFailure(Kind.CANCELLED, null, null, "cancelled by Muster"));

    assertThat(of(plan(model), false).get(0))
        .matches(s -> s.reachable() == null && s.lastError().equals("refused"));
  }

  @Test
  void a_key_without_a_value_is_told_before_anybody_asks() throws Exception {
    var model = TestModels.sonnet("http://" + TestLedger.fresh("host"));
    secrets.without(model.apiKey().replaceAll("[${}]", ""));

    assertThat(of(plan(model), false).get(0))
        .matches(s -> !s.reachable() && s.lastError() == null)
        .matches(
            s -> s.why().startsWith(model.apiKey() + " has no value: set it in the environment"));
  }

  private static ModelFailure refused(Kind kind, Reason reason) {
    return new ModelFailure(kind, reason, 400, null, "refused");
  }

  private List<ModelState> of(Plan plan, boolean load) throws Exception {
    return states.of(plan, load).get(60, TimeUnit.SECONDS);
  }

  private Model ollama(String id) {
    return ollama(id, 1);
  }

  private Model ollama(String id, int maxInputTokens) {
    return new Model(
        id,
        "ollama",
        "llama",
        Protocol.OPENAI_CHAT,
        id,
        List.of(),
        provider.url() + "/v1",
        null,
        Billing.FREE,
        null,
        maxInputTokens,
        1,
        1,
        false,
        null);
  }

  private static Plan plan(Model... models) {
    var byName = new java.util.LinkedHashMap<String, Model>();
    List.of(models).forEach(m -> byName.put(m.name(), m));
    return new Plan(
        "test",
        byName,
        Map.of(),
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
