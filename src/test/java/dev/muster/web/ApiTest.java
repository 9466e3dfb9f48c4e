package dev.muster.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;

@SpringBootTest(classes = FakeMuster.class, webEnvironment = WebEnvironment.RANDOM_PORT)
class ApiTest {
  private final HttpClient http = HttpClient.newHttpClient();
  private final ObjectMapper json = new ObjectMapper();
  @LocalServerPort int port;
  @Autowired FakeMuster.State state;

  @BeforeEach
  void fresh() {
    state.reset();
  }

  @Test
  void lists_deployments_newest_first() throws Exception {
    var list = body(get("/api/deployments", "admin"), 200);

    assertThat(list.get(0).get("id").asText()).isEqualTo(FakeMuster.RUNNING);
    assertThat(list.get(0).get("startedAt").asText()).isEqualTo("2026-01-05T08:00:00Z");
  }

  @Test
  void metrics_are_scraped_by_nobody_who_is_not_logged_in() throws Exception {
    var nobody =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/actuator/prometheus"))
            .build();
    assertThat(http.send(nobody, HttpResponse.BodyHandlers.ofString()).statusCode()).isEqualTo(401);
  }

  @Test
  void starts_a_deployment_as_the_person_who_is_logged_in() throws Exception {
    var answer = post("/api/deployments", "admin", "{\"planFile\": \"plans/rehearsal.yaml\"}");

    assertThat(body(answer, 201).get("id").asText()).isEqualTo("d-cccc3333");
    assertThat(answer.headers().firstValue("Location")).hasValue("/api/deployments/d-cccc3333");
    assertThat(state.asked).containsExactly("start plans/rehearsal.yaml by admin");
  }

  @Test
  void takes_back_what_was_written_for_operators_only() throws Exception {
    problem(post("/api/uninstall", "approver", ""), 403);
    problem(post("/api/probes", "approver", ""), 403);
    assertThat(state.asked).isEmpty();

    var done = body(post("/api/uninstall?deployment=d-aaaa1111", "admin", ""), 200);

    assertThat(state.asked).containsExactly("uninstall d-aaaa1111 by admin");
    assertThat(done.get(0).get("file").asText()).isEqualTo("/h/a");
    assertThat(done.get(0).get("how").asText()).isEqualTo("CUT");
  }

  @Test
  void names_all_faults_of_a_plan_that_starts_nothing() throws Exception {
    var problem =
        problem(post("/api/deployments", "admin", "{\"planFile\": \"broken.yaml\"}"), 422);

    assertThat(problem.get("errors")).hasSize(2);
    assertThat(problem.get("detail").asText()).contains("broken.yaml:3", "and 1 more");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"planFile\": \"a\", \"force\": true} | 422 | no field force",
        "{}                                     | 422 | planFile is missing",
        "{\"planFile\": 7}                      | 422 | planFile is missing",
        "{\"planFile\": \"a                     | 400 | not the JSON object",
        "[1]                                    | 400 | not the JSON object",
        "''                                     | 400 | body is missing"
      })
  void says_in_one_line_what_is_wrong_with_a_start(String sent, int status, String words)
      throws Exception {
    var problem = problem(post("/api/deployments", "admin", sent), status);

    assertThat(problem.get("detail").asText()).contains(words).doesNotContain("\n");
    assertThat(state.asked).isEmpty();
  }

  @Test
  void takes_json_only() throws Exception {
    var request =
        request("/api/deployments", "admin")
            .header("Content-Type", "text/plain")
            .POST(HttpRequest.BodyPublishers.ofString("{}"));

    assertThat(problem(send(request), 415).get("detail").asText()).contains("application/json");
  }

  @Test
  void lets_only_operators_start_and_abort() throws Exception {
    var start = post("/api/deployments", "approver", "{\"planFile\": \"a\"}");
    var abort = post("/api/deployments/" + FakeMuster.RUNNING + "/abort", "approver", "");

    assertThat(problem(start, 403).get("detail").asText()).contains("operators");
    assertThat(problem(abort, 403).get("detail").asText()).contains("operators");
    assertThat(state.asked).isEmpty();
  }

  @Test
  void aborts_once() throws Exception {
    var path = "/api/deployments/" + FakeMuster.RUNNING + "/abort";

    assertThat(post(path, "admin", "").statusCode()).isEqualTo(202);
    assertThat(problem(post(path, "admin", ""), 409).get("detail").asText()).contains("ending");
    var ended = post("/api/deployments/" + FakeMuster.ENDED + "/abort", "admin", "");
    assertThat(problem(ended, 409).get("detail").asText()).contains("SIGNED_OFF already");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/tokens",
        "/diagram/agent-run",
        "/report.md",
        "/report.html",
        "/report.json",
        "/evidence"
      })
  void an_unknown_deployment_is_404_everywhere(String part) throws Exception {
    var problem = problem(get("/api/deployments/d-zzzzzzzz" + part, "admin"), 404);

    assertThat(problem.get("detail").asText()).contains("no such deployment: d-zzzzzzzz");
  }

  @Test
  void shows_the_status_where_tokens_stand_the_diagram_and_the_evidence() throws Exception {
    var one = "/api/deployments/" + FakeMuster.RUNNING;

    assertThat(body(get(one, "approver"), 200).get("bindings")).hasSize(4);
    assertThat(body(get(one + "/tokens", "approver"), 200).get("tokens")).hasSize(3);
    assertThat(body(get(one + "/evidence", "approver"), 200).get(0).get("number").asInt()).isOne();
    assertThat(get(one + "/diagram/agent-run", "approver").body()).contains("<bpmn:definitions");
    var problem = problem(get(one + "/diagram/nothing", "approver"), 404);
    assertThat(problem.get("detail").asText()).contains("no such process: nothing");
  }

  @Test
  void gives_the_report_in_three_forms() throws Exception {
    var one = "/api/deployments/" + FakeMuster.RUNNING;

    assertThat(get(one + "/report.md", "admin").body()).contains("rehearsed");
    assertThat(body(get(one + "/report.json", "admin"), 200).get("rehearsed").asBoolean()).isTrue();
    var html = get(one + "/report.html", "admin");
    assertThat(html.body()).contains("Report – ä");
    assertThat(html.headers().allValues("Content-Security-Policy"))
        .singleElement()
        .asString()
        .contains("default-src 'none'");
  }

  @Test
  void lists_open_approvals_and_with_all_the_decided_ones() throws Exception {
    var of = "/api/approvals?deployment=" + FakeMuster.RUNNING;

    assertThat(body(get("/api/approvals", "approver"), 200)).hasSize(1);
    assertThat(body(get(of, "approver"), 200)).hasSize(1);
    assertThat(body(get(of + "&all=true", "approver"), 200)).hasSize(2);
    var asked = body(get("/api/approvals/task-1", "approver"), 200);
    assertThat(asked.get("decisions")).hasSize(2);
    assertThat(asked.get("tasklist").asText()).endsWith("#/?task=task-1");
  }

  @Test
  void decides_as_the_person_who_is_logged_in() throws Exception {
    var decided = post("/api/approvals/task-1", "approver", "{\"decision\": \"APPROVE\"}");

    assertThat(body(decided, 200).get("state").asText()).isEqualTo("DECIDED");
  }

  @ParameterizedTest
  @CsvSource({
    "approver, task-1, '{\"verdict\": \"x\"}', 422, no field verdict",
    "admin, task-1, '{\"decision\": \"APPROVE\"}', 403, not in group approvers",
    "approver, task-0, '{\"decision\": \"APPROVE\"}', 409, DECIDED already",
    "approver, task-1, '{\"reason\": \"changed\"}', 409, has changed",
    "approver, task-9, '{\"decision\": \"APPROVE\"}', 404, no such approval",
    "approver, task-1, '{\"decision\"', 400, not the JSON object"
  })
  void refuses_what_may_not_be_decided(
      String user, String task, String form, int status, String words) throws Exception {
    var problem = problem(post("/api/approvals/" + task, user, form), status);

    assertThat(problem.get("detail").asText()).contains(words);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/api/deployments", "/api/approvals", "/engine-rest/engine", "/v3/api-docs"})
  void a_wrong_or_missing_login_is_401(String path) throws Exception {
    var wrong = request(path, "nobody").GET();
    var missing = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));

    assertThat(problem(send(wrong), 401).get("detail").asText()).contains("wrong user or password");
    var answer = send(missing);
    assertThat(problem(answer, 401).get("detail").asText()).contains("login needed");
    assertThat(answer.headers().firstValue("WWW-Authenticate").orElseThrow()).startsWith("Basic");
  }

  @Test
  void a_browser_is_never_asked_for_a_password_that_it_would_keep() throws Exception {
    var fetch =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/api/deployments"))
            .header("Sec-Fetch-Mode", "cors");

    assertThat(send(fetch).headers().firstValue("WWW-Authenticate")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/api/nothing", "/api/deployments/x/y/z"})
  void an_address_without_anything_is_a_problem_too(String path) throws Exception {
    assertThat(problem(get(path, "admin"), 404).get("detail").asText()).contains("/v3/api-docs");
  }

  @Test
  void other_methods_are_a_problem_too() throws Exception {
    var delete = request("/api/deployments", "admin").DELETE();

    var problem = problem(send(delete), 405);
    assertThat(problem.get("status").asInt()).isEqualTo(405);
    assertThat(problem.get("instance").asText()).isEqualTo("/api/deployments");
  }

  @Test
  void says_why_turns_were_given_to_their_models_to_whoever_is_logged_in() throws Exception {
    var path = "/api/deployments/" + FakeMuster.RUNNING + "/runs/r-1/routing";
    problem(get(path, "nobody"), 401);

    var decision = body(get(path, "approver"), 200).get(0);
    assertThat(decision.get("chosen").asText()).isEqualTo("gpt");
    assertThat(decision.get("fallbackFrom").asText()).isEqualTo("qwen");
    assertThat(decision.get("candidates").get(0).get("whyNot").asText()).contains("rate limited");
    var page = "/deployments/" + FakeMuster.RUNNING + "/runs/r-1";
    assertThat(get(page, "nobody").statusCode()).as("pages ask for a login").isNotEqualTo(200);
  }

  @Test
  void describes_itself() throws Exception {
    var paths = body(get("/v3/api-docs", "admin"), 200).get("paths");

    assertThat(paths.fieldNames())
        .toIterable()
        .contains(
            "/api/deployments",
            "/api/deployments/{id}",
            "/api/deployments/{id}/tokens",
            "/api/deployments/{id}/diagram/{process}",
            "/api/deployments/{id}/report.html",
            "/api/deployments/{id}/abort",
            "/api/deployments/{id}/evidence",
            "/api/deployments/{id}/runs/{run}/routing",
            "/api/approvals",
            "/api/approvals/{id}")
        .allMatch(path -> path.startsWith("/api/"));
    var start = paths.at("/~1api~1deployments/post");
    assertThat(start.at("/responses/422/content").fieldNames())
        .toIterable()
        .containsExactly("application/problem+json");
    assertThat(start.at("/responses/401/description").asText()).isEqualTo("wrong login");
    assertThat(start.at("/responses/201/content").toString()).contains("Started");
    assertThat(start.at("/requestBody/content").toString()).contains("StartForm");
  }

  private HttpResponse<String> get(String path, String user) throws Exception {
    return send(request(path, user).GET());
  }

  private HttpResponse<String> post(String path, String user, String body) throws Exception {
    return send(
        request(path, user)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body)));
  }

  private HttpRequest.Builder request(String path, String user) {
    var login =
        Base64.getEncoder()
            .encodeToString((user + ":pass of " + user).getBytes(StandardCharsets.UTF_8));
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
        .header("Authorization", "Basic " + login);
  }

  private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private JsonNode body(HttpResponse<String> answer, int status) throws IOException {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    return json.readTree(answer.body());
  }

  private JsonNode problem(HttpResponse<String> answer, int status) throws IOException {
    var problem = body(answer, status);
    assertThat(answer.headers().firstValue("Content-Type").orElseThrow())
        .startsWith("application/problem+json");
    assertThat(problem.get("status").asInt()).isEqualTo(status);
    return problem;
  }
}
