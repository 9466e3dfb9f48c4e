package dev.muster.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.gateway.PersonalTokens.Issued;
import dev.muster.gateway.PersonalTokens.Wish;
import dev.muster.ledger.Attempt.State;
import dev.muster.model.FakeProvider;
import dev.muster.plan.NotKnown;
import dev.muster.store.TestDatabase;
import java.math.BigDecimal;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** People's own CLIs: a token each, a budget each, an end. */
class PersonalTokensTest {
  private static final String ASK =
      "{'max_tokens':500,'messages':[{'role':'user','content':'a private matter'}]}";
  @TempDir Path folder;
  private final FakeProvider provider = new FakeProvider();
  private Lane lane;

  @BeforeEach
  void start() {
    var at = provider.url();
    lane = new Lane(folder, at, at + "/v1", at);
    provider.answers(200, GatewayTest.OPENAI, "Content-Type", "application/json");
  }

  @AfterEach
  void stop() throws Exception {
    lane.close();
    provider.close();
  }

  @Test
  void a_persons_calls_are_counted_for_the_agent_under_a_budget_of_their_own() throws Exception {
    var issued = issue("1.5");
    assertThat(issued.base().toString()).endsWith("/openai/v1");
    assertThat(issued.personal().model()).as("the agent's first").isEqualTo("coder");

    assertThat(status(issued)).isEqualTo(200);

    Lane.until(() -> spent("0.003"));
    var attempt = lane.ledger.attempts(lane.deployment).get(0);
    assertThat(attempt.state()).isEqualTo(State.ANSWERED);
    assertThat(attempt.purpose()).isEqualTo("personal");
    assertThat(attempt.arm()).as("in no arm's cost").isEqualTo("personal");
    assertThat(attempt.agent()).isEqualTo("backend");
    assertThat(attempt.budgetPath())
        .isEqualTo(lane.deployment + "/personal/backend/" + issued.personal().id());
    assertThat(attempt.reservedUsd()).as("by its size").isLessThan(new BigDecimal("0.1"));
    assertThat(lane.people().all("d-another")).isEmpty();
  }

  private boolean spent(String usd) {
    return lane.people().all(lane.deployment).get(0).committedUsd().compareTo(new BigDecimal(usd))
        == 0;
  }

  @Test
  void neither_the_token_nor_what_was_said_is_kept() throws Exception {
    var issued = issue("1.5");
    status(issued);
    Lane.until(() -> spent("0.003"));

    var secret = issued.token().substring(issued.token().indexOf('.') + 1);
    var kept =
        TestDatabase.jdbc()
            .sql(
                """
                select t::text || a.answer from muster.gateway_token t
                join muster.attempt a on a.subject = t.id where t.id = ?
                """)
            .param(issued.personal().id())
            .query(String.class)
            .single();
    assertThat(kept).contains("backend").doesNotContain(secret).doesNotContain("Hello!");
  }

  @Test
  void a_budget_that_is_too_small_refuses_the_call() throws Exception {
    var answer = ask(issue("0.003"));

    assertThat(answer.statusCode()).isEqualTo(402);
    assertThat(answer.body()).contains("0.003 USD left");
    assertThat(provider.received()).isEmpty();
  }

  @Test
  void a_revoked_token_is_refused_and_its_calls_end() throws Exception {
    var issued = issue("1.5");
    var asking = underWay(issued);

    var revoked = lane.people().revoke(issued.personal().id()).orElseThrow();

    assertThat(revoked.revokedAt()).isNotNull();
    assertThat(lane.ledger.attempts(lane.deployment).get(0).state()).isEqualTo(State.UNKNOWN);
    asking.join(30_000);
    assertThat(asking.isAlive()).isFalse();
    assertThat(status(issued)).isEqualTo(401);
    assertThat(lane.people().revoke("p-none")).isEmpty();
  }

  @Test
  void a_token_that_another_node_revokes_ends_the_calls_of_this_one() throws Exception {
    var issued = issue("1.5");
    var asking = underWay(issued);
    try (var other = another()) {
      other.people().revoke(issued.personal().id());
    }
    endsSoon(asking, issued);
  }

  @Test
  void a_deployment_that_ends_takes_its_tokens_along_and_gets_no_more() throws Exception {
    var issued = issue("1.5");
    var asking = underWay(issued);

    lane.ends(lane.deployment, "TAKEN_BACK");

    endsSoon(asking, issued);
    assertThatThrownBy(() -> issue("1.5"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "deployment %s has ended (TAKEN_BACK): no token is made for it"
                .formatted(lane.deployment));
    assertThat(lane.people().all(lane.deployment)).hasSize(1);
  }

  /** A call that the provider does not answer. */
  private Thread underWay(Issued issued) throws Exception {
    var arrived = new CountDownLatch(1);
    provider.answers(
        exchange -> {
          arrived.countDown();
          Thread.sleep(60_000);
        });
    var asking = new Thread(() -> quietly(issued));
    asking.start();
    assertThat(arrived.await(30, TimeUnit.SECONDS)).isTrue();
    return asking;
  }

  private void endsSoon(Thread asking, Issued issued) throws Exception {
    asking.join(30_000);
    assertThat(asking.isAlive()).isFalse();
    var attempt = lane.ledger.attempts(lane.deployment).get(0);
    assertThat(attempt.state()).isEqualTo(State.UNKNOWN);
    assertThat(attempt.error()).contains("its token was closed");
    assertThat(status(issued)).isEqualTo(401);
  }

  /** On the same database, with a data folder of its own. */
  private Lane another() throws Exception {
    var at = provider.url();
    return new Lane(Files.createTempDirectory(folder, "node"), at, at + "/v1", at);
  }

  private void quietly(Issued issued) {
    try {
      ask(issued);
    } catch (Exception cut) {
      // It is told, or cut off.
    }
  }

  @Test
  void another_secret_opens_nothing_and_a_restart_forgets_nothing() throws Exception {
    var issued = issue("1.5");
    var id = issued.personal().id();
    for (var wrong : new String[] {id, id + ".", id + ".00", issued.token() + "0", "p-x.1", "."}) {
      assertThat(lane.post(issued.base(), "/chat/completions", wrong, ASK).statusCode())
          .as(wrong)
          .isEqualTo(401);
    }
    lane.close();
    var at = provider.url();
    var before = lane;
    lane = new Lane(folder, at, at + "/v1", at);
    lane.plansOf(before.deployment);
    var models = lane.get(lane.open("coder").openAi(), "/models", issued.token());
    assertThat(models.statusCode()).isEqualTo(200);
  }

  @Test
  void what_makes_no_sense_is_refused() {
    assertThatThrownBy(() -> issue("0")).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> issue("-1")).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> issue("0.0001"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("0.0001 USD pays for no call of ")
        .hasMessageContaining("the smallest is reserved at ");
    assertThatThrownBy(
            () ->
                issue(
                    new Wish(
                        "ann",
                        lane.deployment,
                        "nobody",
                        null,
                        BigDecimal.ONE,
                        Duration.ofDays(1))))
        .isInstanceOf(NotKnown.class)
        .hasMessageContaining("agent nobody");
    assertThatThrownBy(
            () ->
                issue(
                    new Wish(
                        "ann",
                        lane.deployment,
                        "backend",
                        "gone",
                        BigDecimal.ONE,
                        Duration.ofDays(1))))
        .isInstanceOf(NotKnown.class)
        .hasMessageContaining("model gone");
    assertThatThrownBy(
            () ->
                issue(
                    new Wish(
                        "ann",
                        lane.deployment,
                        "backend",
                        null,
                        BigDecimal.ONE,
                        Duration.ofDays(400))))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(lane.people().all(lane.deployment)).isEmpty();
  }

  @Test
  void a_model_that_only_a_vendor_asks_is_refused_before_anything_is_kept() {
    assertThatThrownBy(() -> issue("vendored", null))
        .isInstanceOf(IllegalArgumentException.class)
        .isNotInstanceOf(NotKnown.class)
        .hasMessage(
            "agent vendored works only through its CLIs' vendors: name an HTTP model of the plan");
    assertThatThrownBy(() -> issue("backend", "vendors-cli"))
        .isInstanceOf(IllegalArgumentException.class)
        .isNotInstanceOf(NotKnown.class)
        .hasMessageContaining("model vendors-cli is asked by its CLI's vendor");
    assertThat(lane.people().all(lane.deployment)).isEmpty();
  }

  @Test
  void the_default_is_the_first_http_model_or_the_one_behind_a_cli() {
    assertThat(issue("mixed", null).personal().model()).isEqualTo("coder");
    var gated = issue("gated", null);
    assertThat(gated.personal().model()).isEqualTo("sonnet");
    assertThat(gated.base().toString()).endsWith("/anthropic");
    assertThat(issue("mixed", "gate-cli").personal().model()).isEqualTo("sonnet");
  }

  private Issued issue(String agent, String model) {
    return issue(
        new Wish("ann", lane.deployment, agent, model, BigDecimal.ONE, Duration.ofDays(1)));
  }

  private Issued issue(String usd) {
    return issue(
        new Wish("ann", lane.deployment, "backend", null, new BigDecimal(usd), Duration.ofDays(1)));
  }

  private Issued issue(Wish wish) {
    return lane.people().issue(wish);
  }

  private int status(Issued issued) throws Exception {
    return ask(issued).statusCode();
  }

  private HttpResponse<String> ask(Issued issued) throws Exception {
    return lane.post(issued.base(), "/chat/completions", issued.token(), ASK);
  }
}
