package dev.muster.processes;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.camunda.bpm.model.bpmn.Bpmn;
import org.camunda.bpm.model.bpmn.instance.BoundaryEvent;
import org.camunda.bpm.model.bpmn.instance.CallActivity;
import org.camunda.bpm.model.bpmn.instance.ConditionExpression;
import org.camunda.bpm.model.bpmn.instance.Message;
import org.camunda.bpm.model.bpmn.instance.StartEvent;
import org.camunda.bpm.model.bpmn.instance.UserTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The diagrams keep the contract that workers, approvals and forms are built against. */
class DiagramsTest {

  @Test
  void the_folder_holds_these_processes_and_no_others() throws IOException {
    try (var files = Files.list(Diagram.FOLDER)) {
      var names = files.map(f -> f.getFileName().toString()).filter(n -> n.endsWith(".bpmn"));
      assertThat(names.map(n -> n.replace(".bpmn", "")))
          .containsExactlyInAnyOrderElementsOf(Contract.TOPICS.keySet());
    }
  }

  @ParameterizedTest
  @MethodSource("dev.muster.processes.Diagram#all")
  void a_file_is_valid_and_named_after_its_process(Diagram diagram) {
    Bpmn.validateModel(diagram.model());
    assertThat(diagram.file().getFileName()).hasToString(diagram.id() + ".bpmn");
    assertThat(diagram.process().isExecutable()).isTrue();
    assertThat(diagram.process().getCamundaHistoryTimeToLiveString()).isEqualTo("P365D");
  }

  @ParameterizedTest
  @MethodSource("dev.muster.processes.Diagram#all")
  void its_tasks_work_exactly_the_agreed_topics(Diagram diagram) {
    assertThat(diagram.topics()).isEqualTo(new TreeSet<>(Contract.TOPICS.get(diagram.id())));
  }

  @ParameterizedTest
  @MethodSource("dev.muster.processes.Diagram#all")
  void what_it_calls_exists_and_gets_exactly_its_inputs(Diagram diagram) {
    for (var call : diagram.every(CallActivity.class)) {
      var called = call.getCalledElement();
      assertThat(Contract.INPUTS).containsKey(called);
      assertThat(Diagram.passedIn(call).keySet())
          .as(call.getId())
          .isEqualTo(new TreeSet<>(Contract.INPUTS.get(called)));
      var answers = Set.of("gate-review", "wave-rollout", "feature-trial").contains(called);
      assertThat(Diagram.passedOut(call).keySet())
          .isEqualTo(answers ? Set.of("gateOutcome") : Set.of());
    }
  }

  @Test
  void people_are_asked_exactly_the_agreed_questions() {
    for (var diagram : Diagram.all()) {
      for (var task : diagram.every(UserTask.class)) {
        var question = Contract.QUESTIONS.get(task.getId());
        assertThat(question).as(task.getId()).isNotNull();
        var asked =
            new Contract.Question(
                diagram.id(),
                task.getName(),
                task.getCamundaFormRef(),
                task.getCamundaCandidateGroups());
        assertThat(asked).isEqualTo(question);
      }
    }
    var asked = Diagram.all().stream().flatMap(d -> d.every(UserTask.class).stream());
    assertThat(asked.map(UserTask::getId))
        .containsExactlyInAnyOrderElementsOf(Contract.QUESTIONS.keySet());
  }

  @ParameterizedTest
  @MethodSource("dev.muster.processes.Diagram#all")
  void a_void_answer_never_goes_the_way_of_a_decision(Diagram diagram) {
    for (var task : diagram.every(UserTask.class)) {
      var gateway = task.getOutgoing().iterator().next().getTarget();
      var ways = diagram.ways(gateway.getId()).values();
      var named = ways.stream().anyMatch("${approvalOutcome == 'VOID'}"::equals);
      // Where VOID is not named, it is the only outcome that is left for "else".
      assertThat(named || ways.size() == 3).as(task.getId()).isTrue();
    }
  }

  @ParameterizedTest
  @MethodSource("dev.muster.processes.Diagram#all")
  void gateways_only_compare_variables(Diagram diagram) {
    var comparison = "\\w+ [!=]= '[A-Za-z_-]*'";
    for (var condition : diagram.every(ConditionExpression.class)) {
      assertThat(condition.getTextContent())
          .matches("\\$\\{" + comparison + "( \\|\\| " + comparison + ")*}");
    }
  }

  @Test
  void only_a_deployment_a_run_and_a_review_can_be_aborted() {
    for (var diagram : Diagram.all()) {
      var messages = diagram.every(Message.class).stream().map(Message::getName);
      var expected =
          switch (diagram.id()) {
            case "swarm-deployment" -> Set.of("Msg_Abort");
            case "agent-run" -> Set.of("Msg_AbortRun");
            case "tool-review" -> Set.of("Msg_ReviewOver");
            default -> Set.<String>of();
          };
      assertThat(messages.collect(Collectors.toSet())).isEqualTo(expected);
    }
    for (var name : Set.of("swarm-deployment", "agent-run")) {
      StartEvent abort =
          Diagram.named(name).model().getModelElementById("StartEvent_AbortRequested");
      assertThat(abort.isInterrupting()).isTrue();
    }
  }

  @Test
  void taking_back_always_names_its_scope_and_closing_its_outcome() {
    for (var diagram : Diagram.all()) {
      for (var task : diagram.working("take-back")) {
        assertThat(Diagram.inputs(task).get("scope")).startsWith("${deploymentId}");
      }
    }
    var closing = Diagram.named("swarm-deployment").working("close-deployment").stream();
    assertThat(closing.map(task -> Diagram.inputs(task).get("outcome")))
        .containsExactlyInAnyOrder("INVALID", "SIGNED_OFF", "TAKEN_BACK", "KEPT", "ABORTED");
  }

  @Test
  void a_straggler_is_interrupted_and_taken_back() {
    var wave = Diagram.named("wave-rollout");
    BoundaryEvent timer = wave.model().getModelElementById("BoundaryEvent_LimitReached");
    assertThat(timer.cancelActivity()).as("the clock on the wall alone ends nothing").isFalse();
    assertThat(timer.getAttachedTo().getId()).isEqualTo("Call_AgentRollout");
    assertThat(wave.ways("Gateway_Overdue"))
        .containsEntry("EndEvent_StragglerOverdue", "${overdue == 'YES'}")
        .containsEntry("CatchEvent_RestOver", "else");
    StartEvent overdue = wave.model().getModelElementById("StartEvent_StragglerOverdue");
    assertThat(overdue.isInterrupting()).isTrue();
    assertThat(wave.ways(overdue.getId())).containsOnlyKeys("Task_TakeBackStraggler");
  }

  @Test
  void only_go_leads_on_and_an_unknown_outcome_takes_back() {
    var deployment = Diagram.named("swarm-deployment");
    for (var gate : Set.of("InstallationGate", "TestGate", "DeploymentGate")) {
      var ways = deployment.ways("Gateway_" + gate);
      assertThat(ways).containsEntry("Gateway_Keep" + gate, "else").hasSize(3);
      assertThat(ways.values()).contains("${gateOutcome == 'GO'}", "${gateOutcome == 'REPEAT'}");
      assertThat(deployment.ways("Gateway_Keep" + gate).values())
          .containsExactlyInAnyOrder("else", "${gateOutcome == 'KEEP'}");
    }
    assertThat(Diagram.named("agent-rollout").ways("Gateway_AgentPassed"))
        .containsEntry("Task_TakeBackAgent", "else")
        .containsEntry("Task_RegisterCanary", "${gateOutcome == 'GO'}");
  }

  @Test
  void a_gate_passes_without_a_person_only_where_the_plan_asks_for_none() {
    var review = Diagram.named("gate-review");
    assertThat(review.ways("Gateway_ApprovalRequired"))
        .containsEntry("EndEvent_Passed", "${approval == 'none'}")
        .containsEntry("Task_ApproveGate", "else");
    assertThat(review.ways("Gateway_Verdict").values())
        .containsExactlyInAnyOrder("${verdict == 'PASS'}", "${verdict == 'FAIL'}", "else");
    assertThat(review.ways("Gateway_Verdict"))
        .containsEntry("Gateway_ApprovalRequired", "${verdict == 'PASS'}");
  }
}
