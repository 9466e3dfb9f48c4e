package dev.muster.engine.people;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.muster.Deployed;
import dev.muster.People;
import dev.muster.WholeMuster;
import dev.muster.agent.AgentRegistry;
import dev.muster.agent.AgentRegistry.Status;
import dev.muster.approval.Approval;
import dev.muster.approval.Approvals;
import dev.muster.approval.FormRefused;
import dev.muster.approval.TaskCompletion;
import dev.muster.engine.setup.OwnStarts;
import dev.muster.evidence.Evidence;
import dev.muster.evidence.EvidenceEntry;
import dev.muster.mcp.Probe;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.function.Supplier;
import org.camunda.bpm.engine.RuntimeService;
import org.camunda.bpm.engine.TaskService;
import org.camunda.bpm.engine.task.Task;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ApplicationContext;

/** People's tasks on the real engine, over Camunda's REST as Tasklist uses it and over our own. */
@WholeMuster
@Tag("alone")
class CompletionTest {
  private static final String APPROVE = "{'variables':{'decision':{'value':'APPROVE'}}}";
  @Autowired ApplicationContext muster;
  @Autowired RuntimeService runtime;
  @Autowired TaskService tasks;
  @Autowired Approvals approvals;
  @Autowired TaskCompletion completion;
  @LocalServerPort int port;
  @TempDir Path folder;
  private final HttpClient http = HttpClient.newHttpClient();
  private Deployed dep;

  @BeforeEach
  void deployed() {
    People.in(muster, "eve", "approvers");
    dep = Deployed.in(muster, folder).ended("wave-1", "feature");
  }

  @Test
  void a_form_with_more_fields_is_refused_in_one_line_and_becomes_no_variable() throws Exception {
    var task = passedWave();
    for (var way : List.of("submit-form", "complete")) {
      var answer =
          post(
              "/task/" + task.getId() + "/" + way,
              "approver",
              "{'variables':{'decision':{'value':'APPROVE'},'gateOutcome':{'value':'GO'}}}");
      assertThat(answer.statusCode()).as(way).isBetween(400, 499);
      assertThat(message(answer))
          .contains("the form has no field gateOutcome: send decision and reason only")
          .doesNotContain("\n");
    }
    assertThat(runtime.getVariables(task.getProcessInstanceId()))
        .doesNotContainKeys("decision", "gateOutcome");

    assertThat(post("/task/" + task.getId() + "/submit-form", "approver", APPROVE).statusCode())
        .isEqualTo(204);
    assertThat(approvals.approved(dep.id, "wave-1", "")).isTrue();
    assertThat(only().decidedBy()).isEqualTo("approver");
  }

  @Test
  void a_task_shows_what_it_is_about_and_can_be_claimed_by_approvers() throws Exception {
    var task = passedWave();
    assertThat(task.getName()).isEqualTo("Approve wave 1");
    assertThat(tasks.getVariablesLocal(task.getId()))
        .containsEntry("digest", only().digest())
        .containsKeys("summary", "figures");
    var claim = "/task/" + task.getId() + "/claim";
    assertThat(post(claim, "admin", "{'userId':'admin'}").statusCode()).isLessThan(500);
    tasks.setAssignee(task.getId(), null);
    assertThat(post(claim, "approver", "{'userId':'approver'}").statusCode()).isEqualTo(204);
    assertThat(post("/task/" + task.getId() + "/submit-form", "approver", APPROVE).statusCode())
        .isEqualTo(204);
  }

  @Test
  void nobody_who_approves_may_write_variables_or_end_instances() throws Exception {
    var task = passedWave();
    var instance = "/process-instance/" + task.getProcessInstanceId();
    var value = "{'value':'PASS','type':'String'}";
    var many = "{'modifications':{'verdict':" + value + "}}";
    for (var user : List.of("approver", "eve")) {
      for (var path :
          List.of(
              "/task/" + task.getId() + "/variables/verdict",
              "/task/" + task.getId() + "/localVariables/digest",
              instance + "/variables/gateOutcome",
              "/execution/" + task.getExecutionId() + "/localVariables/verdict")) {
        assertThat(send("PUT", path, user, value).statusCode()).as(path).isEqualTo(403);
      }
      for (var path :
          List.of(
              "/task/" + task.getId() + "/variables",
              "/task/" + task.getId() + "/localVariables",
              instance + "/variables")) {
        assertThat(post(path, user, many).statusCode()).as(path).isEqualTo(403);
      }
      assertThat(send("DELETE", instance, user, "").statusCode()).isEqualTo(403);
      assertThat(
              post("/task/" + task.getId() + "/bpmnError", user, "{'errorCode':'x'}").statusCode())
          .isBetween(400, 499);
    }
    assertThat(runtime.getVariables(task.getProcessInstanceId())).doesNotContainKey("gateOutcome");
    assertThat(only().state()).isEqualTo("OPEN");
  }

  @Test
  void another_group_and_a_wrong_login_cannot_complete() throws Exception {
    var task = passedWave();
    var submit = "/task/" + task.getId() + "/submit-form";
    assertThat(post(submit, "admin", APPROVE).statusCode()).isBetween(400, 499);
    assertThatThrownBy(
            () -> completion.complete(task.getId(), "admin", Map.of("decision", "APPROVE")))
        .hasMessageContaining("user admin");
    // Somebody of her own: after a wrong login the engine lets the right one wait for seconds.
    var wrong =
        request(submit, People.in(muster, "mallory", "approvers") + ":guess")
            .POST(HttpRequest.BodyPublishers.noBody());
    assertThat(http.send(wrong.build(), HttpResponse.BodyHandlers.ofString()).statusCode())
        .isEqualTo(401);
    assertThat(only().state()).isEqualTo("OPEN");
  }

  @Test
  void the_start_form_takes_the_plan_file_alone() throws Exception {
    var start = "/process-definition/key/swarm-deployment/submit-form";
    var more = "{'variables':{'planFile':{'value':'x'},'requester':{'value':'eve'}}}";
    var answer = post(start, "admin", more);
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(message(answer)).contains("the start form has one field, planFile");
    var plan = "{'variables':{'planFile':{'value':'x'}}}";
    assertThat(post(start, "approver", plan).statusCode()).isEqualTo(403);
  }

  @Test
  void a_start_that_is_refused_says_so_in_one_line() throws Exception {
    var olga = People.in(muster, "olga", "operators");
    var plan = "'variables':{'planFile':{'value':'x'}%s}";
    var other = post("/process-definition/key/gate-review/start", olga, "{}");
    assertThat(other.statusCode()).isEqualTo(403);
    var start = "/process-definition/key/swarm-deployment/start";
    refused(post(start, olga, "{}"), "a deployment needs the variable planFile");
    refused(
        post(start, olga, "{" + plan.formatted(",'outcome':{'value':'SIGNED_OFF'}") + "}"),
        "a deployment is started with planFile only: leave out outcome");
    var at =
        ",'startInstructions':[{'type':'startBeforeActivity','activityId':'Task_FreezePlan'}]}";
    refused(
        post(start, olga, "{" + plan.formatted("") + at),
        "start instructions are for administrators");
  }

  private static void refused(HttpResponse<String> answer, String line) throws IOException {
    assertThat(answer.statusCode()).isEqualTo(403);
    assertThat(message(answer)).contains(line).doesNotContain("\n");
  }

  @Test
  void evidence_that_has_changed_voids_the_task_and_opens_a_new_one() throws Exception {
    var task = passedWave();
    agentIs(Status.TAKEN_BACK);
    assertThat(post("/task/" + task.getId() + "/submit-form", "approver", APPROVE).statusCode())
        .isEqualTo(204);

    var next = task("Task_DecideFailed", task.getId());
    assertThat(next.getName()).isEqualTo("Decide on failed wave 1");
    assertThat(approvals.find(task.getId()).orElseThrow().state()).isEqualTo("VOID");
    assertThat(dep.bean(Evidence.class).chain(dep.id))
        .extracting(EvidenceEntry::kind)
        .contains("approval-void");
    assertThat(runtime.getVariables(next.getProcessInstanceId()))
        .doesNotContainKeys("decision", "reason", "gateOutcome");

    assertThatThrownBy(
            () -> completion.complete(task.getId(), "eve", Map.of("decision", "APPROVE")))
        .isInstanceOf(FormRefused.class)
        .hasMessage("this task is VOID already, open the newest one");
    assertThatThrownBy(() -> completion.complete("none", "eve", Map.of()))
        .hasMessage("no such task: none");
  }

  @Test
  void a_waiver_takes_two_people_and_ends_the_review_with_go() {
    review("feature");
    var first = task("Task_DecideInconclusive", "");
    completion.complete(first.getId(), "approver", Map.of("decision", "WAIVE", "reason", "known"));
    var second = task("Task_ConfirmWaiver", first.getId());
    assertThatThrownBy(
            () ->
                completion.complete(
                    second.getId(), "approver", Map.of("decision", "CONFIRM", "reason", "me")))
        .hasMessageContaining("a waiver needs two approvers");
    completion.complete(second.getId(), "eve", Map.of("decision", "CONFIRM", "reason", "known"));
    assertThat(approvals.approved(dep.id, "feature", "")).isTrue();
    await(() -> running() == 0);
  }

  @Test
  void people_who_answer_at_once_never_see_a_lock() {
    dep =
        Deployed.in(
            muster,
            folder,
            "mcporter: {kind: mcporter, home: \"${MUSTER_DATA}/homes/x\", servers: [linear]}",
            "mcporter: {kind: mcporter, home: \"${MUSTER_DATA}/homes/x\", servers: [linear]}\n"
                + "  gemini: {kind: gemini-cli, home: \"${MUSTER_DATA}/homes/g\", servers: [linear]}\n"
                + "  claude: {kind: claude-code, home: \"${MUSTER_DATA}/homes/c\", servers: [linear]}");
    start("mcp-installation", Map.of("deploymentId", dep.id));
    await(
        () -> open("Task_ProvideCredentials").size() == 4,
        () -> dep.bean(Probe.class).states(dep.id));
    var all = open("Task_ProvideCredentials");
    var gate = new CyclicBarrier(all.size());
    var form = Map.<String, Object>of("decision", "SKIP", "reason", "not today");
    var answers = new ArrayList<CompletableFuture<Void>>();
    for (var task : all) {
      answers.add(
          CompletableFuture.runAsync(
              () -> {
                pass(gate);
                completion.complete(task.getId(), "admin", form);
              },
              body -> new Thread(body, "person").start()));
    }
    CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new)).join();
    await(() -> running() == 0);
    assertThat(approvals.of(dep.id)).extracting(Approval::outcome).containsOnly("SKIPPED");
  }

  private Task passedWave() {
    agentIs(Status.CANARY);
    review("wave-1");
    return task("Task_ApproveGate", "");
  }

  private void review(String gate) {
    start(
        "gate-review",
        Map.of(
            "deploymentId",
            dep.id,
            "gate",
            gate,
            "subject",
            "",
            "title",
            gate.replace('-', ' '),
            "approval",
            "required",
            "onFail",
            "ask"));
  }

  private void start(String process, Map<String, Object> variables) {
    OwnStarts.start(() -> runtime.startProcessInstanceByKey(process, dep.id, variables));
  }

  private Task task(String key, String before) {
    await(() -> open(key).stream().anyMatch(t -> !t.getId().equals(before)));
    return open(key).get(0);
  }

  private List<Task> open(String key) {
    return tasks.createTaskQuery().processInstanceBusinessKey(dep.id).taskDefinitionKey(key).list();
  }

  private long running() {
    return runtime.createProcessInstanceQuery().processInstanceBusinessKey(dep.id).count();
  }

  private Approval only() {
    assertThat(approvals.of(dep.id)).hasSize(1);
    return approvals.of(dep.id).get(0);
  }

  private void agentIs(Status status) {
    dep.bean(AgentRegistry.class).set(dep.id, "builder", status, "as the test says");
  }

  private static void await(Supplier<Boolean> condition) {
    await(condition, () -> "");
  }

  private static void await(Supplier<Boolean> condition, Supplier<Object> seen) {
    var patience = System.nanoTime() + 60_000_000_000L;
    while (!condition.get()) {
      assertThat(System.nanoTime())
          .as("waited for a minute, seen %s", seen.get())
          .isLessThan(patience);
      try {
        Thread.sleep(30);
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  private static void pass(CyclicBarrier gate) {
    try {
      gate.await();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private HttpResponse<String> post(String path, String user, String body) throws Exception {
    return send("POST", path, user, body);
  }

  private HttpResponse<String> send(String method, String path, String user, String body)
      throws Exception {
    var password =
        Map.of("admin", "admins-own", "approver", "approvers-own")
            .getOrDefault(user, user + "s-own");
    var publisher = HttpRequest.BodyPublishers.ofString(body.replace('\'', '"'));
    var request = request(path, user + ":" + password).method(method, publisher);
    return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private HttpRequest.Builder request(String path, String login) {
    var basic = Base64.getEncoder().encodeToString(login.getBytes(StandardCharsets.UTF_8));
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/engine-rest" + path))
        .header("Authorization", "Basic " + basic)
        .header("Content-Type", "application/json");
  }

  private static String message(HttpResponse<String> answer) throws IOException {
    return new ObjectMapper().readTree(answer.body()).path("message").asText();
  }
}
