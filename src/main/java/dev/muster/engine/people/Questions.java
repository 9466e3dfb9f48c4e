package dev.muster.engine.people;

import dev.muster.agent.Runs;
import dev.muster.approval.Approval;
import dev.muster.approval.Approvals;
import dev.muster.approval.Approvals.Question;
import dev.muster.approval.Kind;
import dev.muster.deployment.Deployment;
import dev.muster.deployment.Deployments;
import dev.muster.deployment.InstallationLocks;
import dev.muster.deployment.Notices;
import dev.muster.deployment.Notices.Notice;
import java.time.Clock;
import java.util.Map;
import org.camunda.bpm.engine.IdentityService;
import org.camunda.bpm.engine.delegate.DelegateTask;
import org.camunda.bpm.engine.impl.persistence.entity.ExecutionEntity;
import org.springframework.stereotype.Component;

/** Opens a question with a user task, and lets the approval room decide what its form means. */
@Component
class Questions {
  private static final Map<String, Kind> KINDS =
      Map.of(
          "Task_ApproveGate", Kind.APPROVE_GATE,
          "Task_DecideFailed", Kind.DECIDE_FAILED,
          "Task_DecideInconclusive", Kind.DECIDE_INCONCLUSIVE,
          "Task_ConfirmWaiver", Kind.CONFIRM_WAIVER,
          "Task_ProvideCredentials", Kind.PROVIDE_CREDENTIALS,
          "Task_ApproveToolCall", Kind.APPROVE_TOOL_CALL,
          "Task_ReviewResult", Kind.REVIEW_RESULT,
          "Task_LookIntoAlarm", Kind.LOOK_INTO_ALARM,
          "Task_ApproveRouting", Kind.APPROVE_ROUTING,
          "Task_ReviewTools", Kind.REVIEW_TOOLS);

  private final Approvals approvals;
  private final Deployments deployments;
  private final Definitions definitions;
  private final Details details;
  private final Consequences consequences;
  private final IdentityService identity;
  private final Clock clock;
  private final Runs runs;
  private final Notices notices;
  private final InstallationLocks locks;

  Questions(
      Approvals approvals,
      Deployments deployments,
      Definitions definitions,
      Details details,
      Consequences consequences,
      IdentityService identity,
      Clock clock,
      Runs runs,
      Notices notices,
      InstallationLocks locks) {
    this.approvals = approvals;
    this.deployments = deployments;
    this.definitions = definitions;
    this.details = details;
    this.consequences = consequences;
    this.identity = identity;
    this.clock = clock;
    this.runs = runs;
    this.notices = notices;
    this.locks = locks;
  }

  void ask(DelegateTask task) {
    var kind = kind(task);
    var deploymentId = (String) task.getVariable("deploymentId");
    var shown =
        approvals.ask(
            new Question(
                task.getId(),
                deploymentId,
                kind,
                task.getName(),
                aboutGate(kind) ? (String) task.getVariable("gate") : "",
                subject(kind, task),
                deployments.find(deploymentId).map(Deployment::requester).orElse(""),
                aboutGate(kind) ? besideGate(task) : details.of(kind, task),
                definitions.of(task)));
    task.setVariableLocal("summary", shown.summary());
    task.setVariableLocal("figures", shown.figures());
    task.setVariableLocal("digest", shown.digest());
    var page = Approval.tasklist(task.getId());
    notices.tell(
        new Notice(deploymentId, task.getId(), "question", task.getName(), shown.summary(), page));
  }

  void decide(DelegateTask task) {
    var user = identity.getCurrentAuthentication();
    var decided =
        approvals.decide(
            task.getId(),
            user == null ? null : user.getUserId(),
            SubmittedForm.current(),
            definitions.of(task));
    var execution = (ExecutionEntity) task.getExecution();
    var flowScope =
        (ExecutionEntity)
            execution.findExecutionForFlowScope(execution.getActivity().getFlowScope());
    flowScope.setVariableLocal("approvalOutcome", decided.outcome());
    if (decided.gateOutcome() != null) {
      flowScope.setVariableLocal("gateOutcome", decided.gateOutcome());
    }
    if (!decided.outcome().equals("VOID")) {
      consequences.of(kind(task), task, decided.outcome(), user.getUserId());
    }
    waited(task);
  }

  void withdraw(DelegateTask task) {
    waited(task);
    approvals.withdraw(task.getId());
  }

  /** A gate's time excludes waiting for people. */
  private void waited(DelegateTask task) {
    var runId = task.getVariable("runId");
    if (runId != null) {
      var asked = approvals.find(task.getId()).orElseThrow().askedAt();
      runs.waited((String) runId, clock.millis() - asked.toEpochMilli());
    }
  }

  /** What to read before the tools of an installation are approved. */
  private String besideGate(DelegateTask task) {
    return InstallationLocks.GATE.equals(task.getVariable("gate"))
        ? locks.told((String) task.getVariable("deploymentId"))
        : "";
  }

  private static boolean aboutGate(Kind kind) {
    return kind.about() != null;
  }

  private static Kind kind(DelegateTask task) {
    return kind(task.getTaskDefinitionKey());
  }

  /** What a user task of a diagram asks. */
  static Kind kind(String userTask) {
    var kind = KINDS.get(userTask);
    if (kind == null) {
      throw new IllegalStateException(
          "user task " + userTask + " is of no known kind: use one of " + KINDS.keySet());
    }
    return kind;
  }

  private static String subject(Kind kind, DelegateTask task) {
    var name =
        switch (kind) {
          case PROVIDE_CREDENTIALS -> "binding";
          case APPROVE_TOOL_CALL, REVIEW_RESULT -> "runId";
          case LOOK_INTO_ALARM -> "alarms";
          case APPROVE_ROUTING -> "deploymentId";
          case REVIEW_TOOLS -> "server";
          default -> "subject";
        };
    var value = task.getVariable(name);
    return value == null ? "" : value.toString();
  }
}
