package dev.muster.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.ledger.Attempt.State;
import dev.muster.ledger.Usage;
import dev.muster.model.FakeProvider;
import java.math.BigDecimal;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a client is let do, and what it is told when it is not. */
class GatewayTest {
  static final String OPENAI =
      """
      {"id":"c-1","object":"chat.completion","created":1,"model":"qwen3-coder-plus","choices":[
       {"index":0,"message":{"role":"assistant","content":"Hello!"},"finish_reason":"stop"}],
       "usage":{"prompt_tokens":1000,"completion_tokens":100,"total_tokens":1100}}
      """;
  private static final String ASK =
      "{'model':'whatever','messages':[{'role':'user','content':'Hi'}]}";
  @TempDir Path folder;
  private final FakeProvider provider = new FakeProvider();
  private Lane lane;

  @BeforeEach
  void start() {
    var at = provider.url();
    lane = new Lane(folder, at, at + "/v1", at);
    provider.answers(200, OPENAI, "Content-Type", "application/json");
  }

  @AfterEach
  void stop() throws Exception {
    lane.close();
    provider.close();
  }

  @Test
  void cache_writes_of_a_forwarded_answer_are_priced_as_such_whole_and_streamed() throws Exception {
    var written =
        "'usage':{'prompt_tokens':1000,'completion_tokens':100,'total_tokens':1100,"
            + "'prompt_tokens_details':{'cache_creation_input_tokens':900}}";
    var access = lane.open("coder");
    provider.answers(
        200,
        OPENAI.substring(0, OPENAI.indexOf("\"usage\"")) + written.replace('\'', '"') + "}",
        "Content-Type",
        "application/json");
    lane.post(access.openAi(), "/chat/completions", access.token(), ASK);
    provider.answers(
        200,
        ("data: {'model':'qwen3-coder-plus','choices':[{'delta':{'content':'x'},"
                + "'finish_reason':'stop'}]}\n\ndata: {'choices':[],"
                + written
                + "}\n\ndata: [DONE]\n\n")
            .replace('\'', '"'),
        "Content-Type",
        "text/event-stream");
    lane.post(access.openAi(), "/chat/completions", access.token(), ASK);

    Lane.until(() -> lane.attempts().stream().filter(a -> a.costUsd() != null).count() == 2);
    assertThat(lane.attempts())
        .allSatisfy(
            attempt -> {
              assertThat(attempt.usage()).isEqualTo(new Usage(100, 0, 900, 100, 0));
              assertThat(attempt.costUsd())
                  .as("100 x 2, 900 x 2.50, 100 x 10")
                  .isEqualByComparingTo("0.00345");
            });
  }

  @Test
  void a_call_goes_to_the_model_that_was_chosen_with_the_providers_key_and_is_in_the_ledger()
      throws Exception {
    var access = lane.open("coder");

    var answer = lane.post(access.openAi(), "/chat/completions", access.token(), ASK);

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo(OPENAI);
    var sent = provider.received().get(0);
    assertThat(sent.path()).isEqualTo("/v1/chat/completions");
    assertThat(sent.header("Authorization")).isEqualTo("Bearer " + Lane.KEY);
    assertThat(sent.body())
        .contains("\"model\":\"qwen3-coder-plus\"")
        .contains("\"max_tokens\":1000");
    assertThat(sent.headers().toString()).doesNotContain(access.token());
    var attempt = lane.settled();
    assertThat(sent.header("X-Muster-Attempt")).isEqualTo(String.valueOf(attempt.id()));
    assertThat(attempt.state()).isEqualTo(State.ANSWERED);
    assertThat(attempt.purpose()).isEqualTo("turn");
    assertThat(attempt.taskId()).startsWith("gw-" + lane.run + "-");
    assertThat(attempt.costUsd()).isEqualByComparingTo("0.003");
    assertThat(lane.ledger.committed(attempt.budgetPath())).isEqualByComparingTo("0.003");
  }

  @Test
  void a_budget_that_is_used_up_is_said_in_a_status_that_nobody_retries() throws Exception {
    lane.ledger.declareBudget(lane.deployment, new BigDecimal("0.02"));
    var access = lane.open("coder");

    var answer = lane.post(access.openAi(), "/chat/completions", access.token(), ASK);

    assertThat(answer.statusCode()).isEqualTo(402);
    assertThat(answer.body())
        .contains("insufficient_quota")
        .contains("budget " + lane.deployment + " has 0.02 USD left");
    assertThat(provider.received()).isEmpty();
    assertThat(lane.attempts()).isEmpty();
  }

  @Test
  void a_token_dies_with_its_run_and_opens_no_other() throws Exception {
    var access = lane.open("coder");
    assertThat(lane.open("coder").token()).isEqualTo(access.token());
    var other = lane.gateway.open(lane.guest("r-other", "coder")).token();
    var swapped = lane.run + other.substring(other.indexOf('.'));

    assertThat(status(access, swapped)).isEqualTo(401);
    assertThat(status(access, "")).isEqualTo(401);
    assertThat(status(access, access.token())).isEqualTo(200);
    lane.gateway.close(lane.run);
    lane.gateway.close(lane.run);
    assertThat(status(access, access.token())).isEqualTo(401);
    assertThat(status(access, other)).isEqualTo(200);
  }

  /** Tomcat's own page would tell of our database, to those without a token as well. */
  @Test
  void what_fails_around_a_token_is_told_in_the_protocols_words() throws Exception {
    var access = lane.open("coder");
    for (var key : List.of("p-%00.x", "p-0123456789ab.x", "%ff.x", "r-1.x", ".")) {
      var asked = lane.get(access.openAi(), "/models?key=" + key, " ");
      assertThat(asked.statusCode()).as(key).isEqualTo(401);
      assertThat(asked.body()).startsWith("{\"error\":").contains("no token, or one that is not");
    }
    var issued =
        lane.people()
            .issue(
                new PersonalTokens.Wish(
                    "ada", lane.deployment, "backend", null, BigDecimal.ONE, Duration.ofDays(1)));
    lane.loses(new IllegalStateException("select * from muster.gateway_token"));

    var answer = lane.post(issued.base(), "/chat/completions", issued.token(), ASK);

    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.headers().firstValue("Retry-After")).contains("1");
    assertThat(answer.body())
        .startsWith("{\"error\":")
        .contains("Muster could not look the token up; nothing was sent");
    var elsewhere = lane.get(access.openAi().resolve("/"), "elsewhere", issued.token());
    assertThat(elsewhere.statusCode()).isEqualTo(404);
    assertThat(elsewhere.body()).doesNotContain("Tomcat", "elsewhere");
    assertThat(provider.received()).isEmpty();
  }

  /** As curl calls what it sends, unless it is told better. */
  @Test
  void a_body_that_is_called_a_form_is_read_all_the_same() throws Exception {
    var access = lane.open("coder");
    var asking =
        lane.request(access.openAi(), "/chat/completions")
            .header("Authorization", "Bearer " + access.token())
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(HttpRequest.BodyPublishers.ofString(ASK.replace('\'', '"')))
            .build();
    var answer = HttpClient.newHttpClient().send(asking, HttpResponse.BodyHandlers.ofString());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
  }

  private int status(Gateway.Access access, String token) throws Exception {
    return lane.post(access.openAi(), "/chat/completions", token, ASK).statusCode();
  }

  @Test
  void closing_a_run_cancels_its_calls_and_knows_in_the_ledger_how_they_ended() throws Exception {
    var arrived = new CountDownLatch(1);
    provider.answers(
        exchange -> {
          arrived.countDown();
          Thread.sleep(60_000);
        });
    var access = lane.open("coder");
    var asking =
        new Thread(
            () -> {
              try {
                lane.post(access.openAi(), "/chat/completions", access.token(), ASK);
              } catch (Exception cut) {
                // Either is right: it is told, or cut off.
              }
            });
    asking.start();
    assertThat(arrived.await(30, TimeUnit.SECONDS)).isTrue();

    lane.gateway.close(lane.run);

    assertThat(lane.attempts()).extracting(a -> a.state()).containsExactly(State.UNKNOWN);
    asking.join(30_000);
    assertThat(asking.isAlive()).isFalse();
  }
}
