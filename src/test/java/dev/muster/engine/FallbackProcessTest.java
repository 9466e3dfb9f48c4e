package dev.muster.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.Deployed;
import dev.muster.agent.Run;
import dev.muster.agent.Runs;
import dev.muster.deployment.ProcessControl;
import dev.muster.ledger.TestLedger;
import dev.muster.model.FakeProvider;
import dev.muster.model.ModelState;
import dev.muster.model.ModelStates;
import dev.muster.routing.Decision;
import dev.muster.routing.Decisions;
import java.io.IOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;
import org.assertj.core.groups.Tuple;
import org.camunda.bpm.engine.ExternalTaskService;
import org.camunda.bpm.engine.RuntimeService;
import org.camunda.bpm.engine.externaltask.ExternalTask;
import org.camunda.bpm.engine.runtime.Execution;
import org.camunda.bpm.engine.runtime.IncidentQuery;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.core.env.Environment;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The diagram agent-run while the first model of its mix cannot answer. */
@Timeout(300)
class FallbackProcessTest {
  private static final World WORLD = World.get();
  private static final String LIMITED = "{\"error\": {\"message\": \"too many requests\"}}";
  private static final String REFUSED = "{\"error\": {\"message\": \"no such key\"}}";
  private static final String RETIRED =
      "{\"error\": {\"code\": \"model_not_found\", \"message\": \"the model is retired\"}}";
  private final FakeProvider provider = new FakeProvider();
  private final Path folder = WORLD.plans().resolve(TestLedger.fresh("fallback"));
  private Deployed deployed;
  private volatile int status;
  private volatile String failing = "\"first-1\"";
  private volatile String retryAfter = "4";
  private volatile String error;

  @BeforeEach
  void start() {
    provider.answers(
        exchange -> {
          // One run works at a time, so the last request is this one.
          var body = provider.received().get(provider.received().size() - 1).body();
          if (status != 0 && body.contains(failing)) {
            FakeProvider.write(
                exchange,
                status,
                error,
                "Content-Type",
                "application/json",
                "Retry-After",
                retryAfter);
          } else {
            FakeProvider.write(exchange, 200, answer(body), "Content-Type", "application/json");
          }
        });
    deployed =
        Deployed.in(
            WORLD.muster(),
            folder,
            "prices:\n",
            model("first", "llama")
                + model("second", "gpt")
                + model("referee", "gemini")
                + "prices:\n",
            "mix: {llama: 100}",
            "mix: {first: 100}",
            "judges: [llama, opus, critic]",
            "judges: [referee]\n  fallback: {first: [second]}");
  }

  @AfterEach
  void end() throws IOException {
    WORLD.bean(JdbcClient.class).sql("delete from muster.model_health").update();
    provider.close();
  }

  private String model(String name, String family) {
    return """
      %s:
        provider: tests
        family: %s
        protocol: openai-chat
        id: %s-1
        baseUrl: %s/v1
        billing: free
        stream: false
        maxInputTokens: 100000
        maxOutputTokens: 10000
        strength: 10
    """
        .formatted(name, family, name, provider.url());
  }

  private static String answer(String asked) {
    var judge = asked.contains("\"referee-1\"");
    var text = judge ? "{\\\"score\\\": 9, \\\"reasons\\\": \\\"read\\\"}" : "done";
    var id = judge ? "referee-1" : asked.contains("\"first-1\"") ? "first-1" : "second-1";
    return """
        {"id": "x", "object": "chat.completion", "model": "%s", "choices": [{"index": 0,
         "finish_reason": "stop", "message": {"role": "assistant", "content": "%s"}}],
         "usage": {"prompt_tokens": 10, "completion_tokens": 2, "total_tokens": 12}}
        """
        .formatted(id, text);
  }

  @Test
  void a_run_goes_on_with_the_next_model_and_comes_back_when_the_first_answers_again()
      throws Exception {
    fails(429, LIMITED);
    var run = worked();

    assertThat(run.outcome()).isEqualTo("DONE");
    assertThat(run.model()).isEqualTo("second");
    assertThat(decisions(run))
        .extracting(Decision::chosen, Decision::fallbackFrom, Decision::cause, Decision::counts)
        .containsExactly(
            Tuple.tuple("first", null, null, false),
            Tuple.tuple("second", "first", "RATE_LIMITED", true));
    assertThat(page(run))
        .contains("Turn 1: second", "in place of first", "first did not answer: ", "HTTP 429");
    assertThat(state().lastError()).contains("429");

    fails(0, null);
    until(() -> state().why().startsWith("rate limited, no answer since "));
    var next = worked();
    assertThat(next.model()).isEqualTo("first");
    assertThat(decisions(next)).extracting(Decision::rule).containsExactly("mix");
    assertThat(state().reachable()).isTrue();
  }

  @Test
  void a_refused_key_and_a_retired_model_shut_the_model_out_and_the_list_of_models_says_so() {
    retryAfter = "600";
    for (var failure :
        List.of(
            List.of(401, REFUSED, "AUTH", "no such key"),
            List.of(404, RETIRED, "MODEL_UNKNOWN", "the model is retired"))) {
      fails((int) failure.get(0), (String) failure.get(1));
      var run = worked();

      assertThat(run.model()).isEqualTo("second");
      assertThat(decisions(run).get(1).cause()).isEqualTo(failure.get(2));
      assertThat(state().reachable()).isFalse();
      assertThat(state().why() + state().lastError()).contains((String) failure.get(3));
      var asked = asked();
      assertThat(worked().model()).as("not even tried").isEqualTo("second");
      assertThat(asked()).isEqualTo(asked);
      WORLD.bean(JdbcClient.class).sql("delete from muster.model_health").update();
    }
  }

  /** One wrong header would park the task for a year, and nobody would see it. */
  @Test
  void who_asks_to_be_left_alone_for_a_year_is_an_incident_that_says_so() {
    failing = "-1\"";
    retryAfter = "31536000";
    fails(429, LIMITED);
    var instance = begun();
    var runtime = WORLD.bean(RuntimeService.class);
    try {
      until(() -> incidents(instance).count() == 1);
      assertThat(incidents(instance).singleResult().getIncidentMessage())
          .contains("HTTP 429", "asks to wait for 8760 h", "Mend: ");
    } finally {
      runtime.deleteProcessInstance(instance, "the test is over");
    }
  }

  /** The only judge there is: who is judged next waits, without asking and without losing a try. */
  @Test
  void whoever_has_no_other_model_waits_until_the_pause_is_over() {
    failing = "\"referee-1\"";
    retryAfter = "60";
    fails(429, LIMITED);
    var first = begun();
    until(() -> asked("referee-1") == 1);
    var second = begun();

    until(() -> judging(second) != null && judging(second).getErrorMessage() != null);

    assertThat(judging(second).getErrorMessage())
        .contains("rate limited, left alone until", "HTTP 429");
    assertThat(judging(second).getRetries()).as("no try is used up").isEqualTo(5);
    assertThat(judging(first).getRetries()).as("it did ask").isEqualTo(4);
    assertThat(asked("referee-1")).isEqualTo(1);
    fails(0, null);
    for (var instance : List.of(first, second)) {
      ended(instance);
    }
    assertThat(asked("referee-1")).isEqualTo(3);
  }

  /** A limit of an hour, say: in that time each task would have used up its five tries. */
  @Test
  void a_pause_of_an_hour_is_waited_for_by_the_others_without_asking() {
    failing = "\"referee-1\"";
    retryAfter = "3600";
    fails(429, LIMITED);
    var first = begun();
    until(() -> asked("referee-1") == 1);
    var second = begun();
    try {
      until(() -> judging(second) != null && judging(second).getErrorMessage() != null);

      assertThat(judging(second).getRetries()).isEqualTo(5);
      assertThat(judging(second).getLockExpirationTime())
          .as("in five minutes it looks again, for another model may be free by then")
          .isBetween(
              Date.from(Instant.now().plus(Duration.ofMinutes(3))),
              Date.from(Instant.now().plus(Duration.ofMinutes(6))));
      assertThat(incidents(second).count()).isZero();
      assertThat(asked("referee-1")).isEqualTo(1);
    } finally {
      var runtime = WORLD.bean(RuntimeService.class);
      List.of(first, second).forEach(i -> runtime.deleteProcessInstance(i, "the test is over"));
    }
  }

  private static ExternalTask judging(String instance) {
    return WORLD
        .bean(ExternalTaskService.class)
        .createExternalTaskQuery()
        .processInstanceId(instance)
        .topicName("judge-run")
        .singleResult();
  }

  private static IncidentQuery incidents(String instance) {
    return WORLD.bean(RuntimeService.class).createIncidentQuery().processInstanceId(instance);
  }

  private void fails(int http, String body) {
    error = body;
    status = http;
  }

  /** How often the first model was asked. */
  private long asked() {
    return asked("first-1");
  }

  private long asked(String model) {
    return provider.received().stream().filter(r -> r.body().contains('"' + model + '"')).count();
  }

  private Run worked() {
    return ended(begun());
  }

  private static Run ended(String instance) {
    var runtime = WORLD.bean(RuntimeService.class);
    until(() -> runtime.createProcessInstanceQuery().processInstanceId(instance).count() == 0);
    return WORLD.bean(Runs.class).ofInstance(instance).orElseThrow();
  }

  /** The instance of agent-run. */
  private String begun() {
    Map<String, Object> variables =
        Map.of(
            "deploymentId", deployed.id,
            "phase", "workflow-test",
            "round", 1,
            "agent", "tester",
            "task", "probe",
            "arm", "mix",
            "workspace", "");
    var before = instances();
    WORLD.bean(ProcessControl.class).start("agent-run", deployed.id, null, variables);
    return instances().stream().filter(id -> !before.contains(id)).findFirst().orElseThrow();
  }

  private List<String> instances() {
    return WORLD
        .bean(RuntimeService.class)
        .createProcessInstanceQuery()
        .processInstanceBusinessKey(deployed.id)
        .list()
        .stream()
        .map(Execution::getId)
        .toList();
  }

  private List<Decision> decisions(Run run) {
    return WORLD.bean(Decisions.class).of(deployed.id, run.id());
  }

  private ModelState state() {
    return WORLD.bean(ModelStates.class).of(deployed.plan(), false).join().stream()
        .filter(s -> s.name().equals("first"))
        .findFirst()
        .orElseThrow();
  }

  /** As a person sees it, behind the login. */
  private String page(Run run) throws Exception {
    var port = WORLD.bean(Environment.class).getProperty("local.server.port");
    var site = "http://127.0.0.1:" + port;
    var http =
        HttpClient.newBuilder()
            .cookieHandler(new CookieManager())
            .followRedirects(HttpClient.Redirect.NORMAL)
            .build();
    var form = get(http, site + "/deployments/" + deployed.id + "/runs/" + run.id());
    var token = Pattern.compile("name=\"_csrf\"[^>]*value=\"([^\"]+)\"").matcher(form);
    assertThat(token.find()).as(form).isTrue();
    var login =
        HttpRequest.newBuilder(URI.create(site + "/login"))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(
                BodyPublishers.ofString(
                    "username=admin&password=admin-of-tests&_csrf="
                        + URLEncoder.encode(token.group(1), StandardCharsets.UTF_8)))
            .build();
    return http.send(login, BodyHandlers.ofString()).body();
  }

  private static String get(HttpClient http, String url) throws Exception {
    return http.send(HttpRequest.newBuilder(URI.create(url)).build(), BodyHandlers.ofString())
        .body();
  }

  private static void until(BooleanSupplier so) {
    var end = System.nanoTime() + 120_000_000_000L;
    while (!so.getAsBoolean() && System.nanoTime() < end) {
      Trial.pause();
    }
    assertThat(so.getAsBoolean()).isTrue();
  }
}
