package dev.muster.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.muster.Deployed;
import dev.muster.WholeMuster;
import dev.muster.evidence.Evidence;
import dev.muster.evidence.EvidenceEntry;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.Base64;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ApplicationContext;

/** Tokens of people, asked for over the API of a running Muster. */
@WholeMuster
class PersonalTokensApiTest {
  private static final String TOKENS = "/api/gateway/tokens";
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
