package dev.muster.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.muster.Deployed;
import dev.muster.WholeMuster;
import dev.muster.evidence.Evidence;
import dev.muster.evidence.EvidenceEntry;
import dev.muster.ledger.CallRequest;
import dev.muster.ledger.Ledger;
import dev.muster.ledger.Opening;
import dev.muster.ledger.TestLedger;
import dev.muster.ledger.Usage;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Tokens of people, asked for over the API of a running Muster. */
@WholeMuster
class PersonalTokensApiTest {
  private static final String TOKENS = "/api/gateway/tokens";
  private static final String SPENDING = "/api/gateway/spending";
  private static final ObjectMapper JSON = new ObjectMapper();
  @Autowired ApplicationContext muster;
  @LocalServerPort int port;
  @TempDir Path folder;
  private final HttpClient http = HttpClient.newHttpClient();
  private Deployed dep;

  @BeforeEach
  void deployed() {
    dep = Deployed.in(muster, folder);
  }

  @Test
  void a_token_is_made_shown_once_listed_and_ended() throws Exception {
    var made = ask("POST", "admin", TOKENS + wish("builder", "2.5"), 201);
    var token = made.path("token").asText();
    var id = made.path("personal").path("id").asText();

    var base = URI.create(made.path("base").asText());
    assertThat(base.getHost()).isEqualTo("127.0.0.1");
    assertThat(base.getPort()).as("a port of its own").isNotEqualTo(port);
    assertThat(opens(base, token)).isTrue();
    var listed = ask("GET", "approver", TOKENS + "?deployment=" + dep.id, 200);
    assertThat(listed.toString()).doesNotContain(token.substring(token.indexOf('.') + 1));
    assertThat(listed.get(0).path("owner").asText()).isEqualTo("admin");
    assertThat(listed.get(0).path("agent").asText()).isEqualTo("builder");
    assertThat(listed.get(0).path("limitUsd").decimalValue()).isEqualByComparingTo("2.5");
    assertThat(listed.get(0).path("committedUsd").decimalValue()).isZero();

    ask("POST", "admin", TOKENS + "/" + id + "/revoke", 200);

    assertThat(opens(base, token)).isFalse();
    assertThat(dep.bean(Evidence.class).chain(dep.id))
        .filteredOn(entry -> entry.kind().startsWith("gateway-token"))
        .extracting(EvidenceEntry::kind)
        .containsExactly("gateway-token-issued", "gateway-token-revoked");
  }

  @Test
  void who_may_not_and_what_cannot_be_is_refused() throws Exception {
    ask("POST", "approver", TOKENS + wish("builder", "1"), 403);
    ask("POST", "approver", TOKENS + "/p-1/revoke", 403);
    assertThat(ask("POST", "admin", TOKENS + wish("nobody", "1"), 404).path("detail").asText())
        .contains("no agent nobody");
    assertThat(ask("POST", "admin", TOKENS + wish("builder", "0"), 422).path("detail").asText())
        .contains("the limit must be over 0");
    ask("POST", "admin", TOKENS + wish("builder", "much"), 400);
    ask("POST", "admin", TOKENS + "/p-1/revoke", 404);
    assertThat(ask("GET", "admin", TOKENS + "?deployment=" + dep.id, 200)).isEmpty();
  }

  @Test
  void an_ended_deployment_takes_its_tokens_along_and_gets_no_more() throws Exception {
    stands("SIGNED_OFF");
    var made = ask("POST", "admin", TOKENS + wish("builder", "2.5"), 201);
    var base = URI.create(made.path("base").asText());
    var token = made.path("token").asText();
    assertThat(opens(base, token)).as("it is in operation").isTrue();

    for (var ended : List.of("ABORTED", "TAKEN_BACK", "KEPT", "INVALID")) {
      stands(ended);
      assertThat(opens(base, token)).as(ended).isFalse();
      var refused = ask("POST", "admin", TOKENS + wish("builder", "1"), 422);
      assertThat(refused.path("detail").asText()).contains(dep.id + " has ended (" + ended + ")");
    }
  }

  private void stands(String status) {
    int rows =
        dep.bean(JdbcClient.class)
            .sql("update muster.deployment set status = ? where id = ?")
            .params(status, dep.id)
            .update();
    assertThat(rows).isOne();
  }

  @Test
  void its_owner_sees_what_a_token_spent_by_day_agent_and_model() throws Exception {
    var made = ask("POST", "admin", TOKENS + wish("builder", "2.5"), 201).path("personal");
    var model = dep.plan().models().get(made.path("model").asText());
    var send =
        (Opening.Send)
            dep.bean(Ledger.class)
                .open(
                    new CallRequest(
                        "gw-" + made.path("id").asText(),
                        dep.id,
                        "personal",
                        made.path("id").asText(),
                        made.path("budgetPath").asText(),
                        "builder",
                        "personal",
                        model.name(),
                        model.id(),
                        TestLedger.PRICE,
                        false,
                        BigDecimal.ONE,
                        0));
    dep.bean(Ledger.class)
        .answered(send.attemptId(), model.id(), true, new Usage(1000, 0, 0, 100, 0, 0, null), "{}");

    var spent = ask("GET", "admin", SPENDING + "?mine=true&deployment=" + dep.id, 200);

    assertThat(spent).hasSize(1);
    assertThat(spent.get(0).path("owner").asText()).isEqualTo("admin");
    var day = spent.get(0).path("day");
    assertThat(day.path("subject").asText()).isEqualTo(made.path("id").asText());
    assertThat(day.path("agent").asText()).isEqualTo("builder");
    assertThat(day.path("model").asText()).isEqualTo(model.name());
    assertThat(day.path("day").asText()).matches("\\d{4}-\\d\\d-\\d\\d");
    assertThat(day.path("calls").asInt()).isEqualTo(1);
    assertThat(day.path("inputTokens").asInt()).isEqualTo(1000);
    assertThat(day.path("usd").decimalValue()).isEqualByComparingTo("0.003");
    assertThat(ask("GET", "approver", SPENDING + "?mine=true&deployment=" + dep.id, 200)).isEmpty();
    assertThat(ask("GET", "approver", SPENDING + "?deployment=" + dep.id, 200)).hasSize(1);
  }

  private String wish(String agent, String usd) {
    return "?deployment=" + dep.id + "&agent=" + agent + "&usd=" + usd;
  }

  /** By the status of a path that there is not: only who is let in hears of that. */
  private boolean opens(URI base, String token) throws Exception {
    var asking = HttpRequest.newBuilder(URI.create(base + "/none")).header("x-api-key", token);
    int status = http.send(asking.build(), BodyHandlers.discarding()).statusCode();
    assertThat(status).isIn(401, 404);
    return status == 404;
  }

  private JsonNode ask(String method, String user, String path, int status) throws Exception {
    var login = user + ":" + (user.equals("admin") ? "admins-own" : "approvers-own");
    var request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
            .header(
                "Authorization", "Basic " + Base64.getEncoder().encodeToString(login.getBytes()))
            .method(method, BodyPublishers.noBody())
            .build();
    var answer = http.send(request, BodyHandlers.ofString());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    return JSON.readTree(answer.body());
  }
}
