package dev.muster.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.agent.AgentRegistry;
import dev.muster.agent.AgentRegistry.Status;
import dev.muster.agent.Runs;
import dev.muster.approval.Kind;
import dev.muster.client.Clients;
import dev.muster.deployment.Deployments;
import dev.muster.engine.pump.WorkItem;
import dev.muster.engine.pump.Worker;
import dev.muster.journal.Journal;
import dev.muster.journal.ScopeClosed;
import dev.muster.plan.DeploymentPlans;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.camunda.bpm.model.bpmn.Bpmn;
import org.camunda.bpm.model.bpmn.instance.Activity;
import org.camunda.bpm.model.bpmn.instance.ServiceTask;
import org.camunda.bpm.model.bpmn.instance.UserTask;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * A deployment that is aborted at any activity leaves every client's home byte for byte as it was,
 * no agent rolled out, no scope open and no call unsettled.
 */
class AbortTest {
  private static final World WORLD = World.get();
  private static final Set<Status> ROLLED_OUT =
      EnumSet.of(Status.PROVISIONING, Status.CANARY, Status.ACTIVE);

  /** Activities that a deployment is only at when it ends already, or that no plan reaches. */
  private static final Set<String> NOT_ABORTED =
      Set.of(
          "Task_CloseInvalid",
          "Task_TakeBack",
          "Task_CloseTakenBack",
          "Task_CloseKept",
          "Task_TakeBackAborted",
          "Task_CloseAborted",
          "Task_RunSession",
          "Task_AbortRun",
          "Task_TimeAgent",
          "Task_TakeBackStraggler",
          "Task_TakeBackWave");

  private static final String PEOPLE =
      """
      agents: {anna: {tools: {risky: [filesystem__write_file]}}}
      tasks: {essay: {personReviews: true}}
      """;

  private static TrialRuns<Trial> trials;

  /** Each activity by process and id. */
  static Stream<String> activities() {
    return Stream.of(
            "swarm-deployment",
            "gate-review",
            "mcp-installation",
            "workflow-test",
            "wave-rollout",
            "agent-rollout",
            "feature-trial",
            "agent-run")
        .flatMap(AbortTest::activities);
  }

  private static Stream<String> activities(String process) {
    var model = Bpmn.readModelFromFile(Path.of("processes", process + ".bpmn").toFile());
    return model.getModelElementsByType(Activity.class).stream()
        .filter(a -> a instanceof ServiceTask || a instanceof UserTask)
        .map(a -> a.getId())
        .filter(id -> !NOT_ABORTED.contains(id));
  }

  @BeforeAll
  static void abortAll() {
    WORLD.models("ABORT", Map.of("anna.note.yaml", SmallSwarm.writing("nothing")), s -> s);
    WORLD.models(
        "ABORT_UNMETERED",
        Map.of(),
        s -> s.withFaults(dev.muster.rehearsal.ServerFaults.missingUsage()));
    trials = new TrialRuns<>();
    activities().forEach(a -> trials.add(a, () -> aborted(a)));
  }

  @AfterAll
  static void close() {
    trials.close();
  }

  private static Trial aborted(String activity) {
    var trial = Trial.prepared(WORLD, changes(activity));
    var reached = new CompletableFuture<Void>();
    trial.startWith(activity, (item, real) -> held(item, real, reached));
    while (!reached.isDone() && !asks(trial, activity)) {
      Trial.pause();
    }
    WORLD.bean(Deployments.class).abort(trial.id(), "admin");
    trial.rest();
    return trial;
  }

  /** Reached, and never answered: what is in flight stays in flight until it is cancelled. */
  private static CompletionStage<Map<String, Object>> held(
      WorkItem item, Worker real, CompletableFuture<Void> reached) {
    reached.complete(null);
    return WORLD.untilCancelled(item);
  }

  /** People say yes until the activity is a question that is open. */
  private static boolean asks(Trial trial, String activity) {
    var kinds =
        Map.of(
            "Task_ApproveGate", Kind.APPROVE_GATE,
            "Task_DecideFailed", Kind.DECIDE_FAILED,
            "Task_DecideInconclusive", Kind.DECIDE_INCONCLUSIVE,
            "Task_ConfirmWaiver", Kind.CONFIRM_WAIVER,
            "Task_ProvideCredentials", Kind.PROVIDE_CREDENTIALS,
            "Task_ApproveToolCall", Kind.APPROVE_TOOL_CALL,
            "Task_ReviewResult", Kind.REVIEW_RESULT);
    var wanted = kinds.get(activity);
    for (var question : trial.open()) {
      if (question.kind() == wanted) {
        return true;
      }
      trial.answer(question, answer(question.kind(), wanted));
    }
    return false;
  }

  private static Trial.Answer answer(Kind kind, Kind wanted) {
    if (kind == Kind.DECIDE_INCONCLUSIVE && wanted == Kind.CONFIRM_WAIVER) {
      return new Trial.Answer("approver", "WAIVE");
    }
    return switch (kind) {
      case APPROVE_GATE -> new Trial.Answer("approver", "APPROVE");
      case APPROVE_TOOL_CALL -> new Trial.Answer("approver", "ALLOW");
      case REVIEW_RESULT -> new Trial.Answer("approver", "ACCEPT");
      case PROVIDE_CREDENTIALS -> new Trial.Answer("admin", "SKIP");
      default -> throw new AssertionError("asked " + kind + " on the way to " + wanted);
    };
  }

  private static String changes(String activity) {
    return switch (activity) {
      case "Task_DecideFailed", "Task_TakeBackAgent" -> anna("ABORT");
      case "Task_DecideInconclusive", "Task_ConfirmWaiver" -> anna("ABORT_UNMETERED");
      case "Task_ProvideCredentials" ->
          "mcpServers: {linear: {headers: {Authorization: 'Bearer ${ABORT_LINEAR_TOKEN}'}}}\n";
      case "Task_ApproveToolCall", "Task_ReviewResult" -> PEOPLE;
      default -> "";
    };
  }

  private static String anna(String place) {
    return """
    models: {copilot: {baseUrl: '${MUSTER_%s_URL}/openai/v1'}}
    agents: {anna: {mix: {qwen: null, copilot: 100}}}
    """
        .formatted(place);
  }

  @ParameterizedTest
  @MethodSource("activities")
  void aborted_at_any_activity_everything_is_as_it_was(String activity) {
    var trial = trials.of(activity);
    assertThat(trial.status()).isEqualTo("ABORTED");
    assertThat(trial.homes()).isEqualTo(trial.homesBefore());
    var agents = WORLD.bean(AgentRegistry.class).of(trial.id());
    assertThat(agents).noneMatch(agent -> ROLLED_OUT.contains(agent.status()));
    assertThat(WORLD.bean(Journal.class).open(trial.id())).isEmpty();
    assertThat(WORLD.bean(Runs.class).of(trial.id())).noneMatch(r -> r.state().equals("OPEN"));
    assertThat(count("attempt", "state = 'SENDING'", trial)).isZero();
    assertThat(trial.open()).isEmpty();
  }

  private static long count(String table, String where, Trial trial) {
    return WORLD
        .bean(JdbcClient.class)
        .sql("select count(*) from muster." + table + " where deployment_id = ? and " + where)
        .param(trial.id())
        .query(Long.class)
        .single();
  }

  @Test
  void a_late_write_into_an_aborted_deployment_is_refused() {
    var trial = trials.of("Task_ProbeBinding");
    var plan = WORLD.bean(DeploymentPlans.class).of(trial.id()).plan();
    var scope = trial.id() + "/mcp-installation/qwen-code";
    var client = plan.clients().get("qwen-code");
    var server = plan.mcpServers().get("finance-mcp-server");
    assertThatThrownBy(() -> WORLD.bean(Clients.class).bind(scope, client, server))
        .isInstanceOf(ScopeClosed.class);
    assertThat(trial.homes()).isEqualTo(trial.homesBefore());
  }

  @Test
  void what_ends_already_is_not_aborted_twice() {
    var trial = trials.of("Task_FreezePlan");
    assertThatThrownBy(() -> WORLD.bean(Deployments.class).abort(trial.id(), "admin"))
        .hasMessageContaining("not running");
  }

  @Test
  void the_list_of_activities_is_that_of_the_diagrams() {
    assertThat(new TreeSet<>(activities().toList())).hasSizeGreaterThan(30);
    assertThat(List.copyOf(NOT_ABORTED)).doesNotContainAnyElementsOf(activities().toList());
  }
}
