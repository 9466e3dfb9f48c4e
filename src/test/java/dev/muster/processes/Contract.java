package dev.muster.processes;

import java.util.Map;
import java.util.Set;

/** What the workers, the approvals and the diagrams have agreed on. */
final class Contract {

  /** A user task: its runtime name, its form and who may work on it. */
  record Question(String process, String name, String form, String group) {}

  static final Map<String, Set<String>> TOPICS =
      Map.ofEntries(
          Map.entry(
              "swarm-deployment",
              Set.of(
                  "freeze-plan",
                  "prepare-feature",
                  "measure-deployment",
                  "start-operation",
                  "take-back",
                  "close-deployment")),
          Map.entry("gate-review", Set.of("judge-gate")),
          Map.entry(
              "mcp-installation",
              Set.of(
                  "prepare-installation",
                  "write-binding",
                  "probe-binding",
                  "find-changed-tools",
                  "preflight-model")),
          Map.entry("workflow-test", Set.of("prepare-test")),
          Map.entry(
              "wave-rollout",
              Set.of("open-wave", "time-agent", "close-wave", "activate-wave", "take-back")),
          Map.entry(
              "agent-rollout",
              Set.of("provision-agent", "bind-tools", "register-canary", "take-back")),
          Map.entry("feature-trial", Set.of("open-feature", "measure-feature")),
          Map.entry(
              "agent-run",
              Set.of(
                  "open-run",
                  "run-session",
                  "route-turn",
                  "call-model",
                  "call-tools",
                  "check-run",
                  "judge-run",
                  "close-run",
                  "abort-run")),
          Map.entry(
              "swarm-operation", Set.of("open-month", "close-month", "measure-day", "review-week")),
          Map.entry(
              "routing-optimization",
              Set.of("propose-routing", "apply-routing", "measure-routing", "revert-routing")),
          Map.entry(
              "tool-review",
              Set.of("take-out-server", "put-back-server", "write-tool-lock", "probe-server")));

  /** Inputs of each process that is called. */
  static final Map<String, Set<String>> INPUTS =
      Map.of(
          "gate-review",
          Set.of("deploymentId", "gate", "subject", "title", "approval", "onFail"),
          "mcp-installation",
          Set.of("deploymentId"),
          "tool-review",
          Set.of("deploymentId", "server"),
          "workflow-test",
          Set.of("deploymentId"),
          "wave-rollout",
          Set.of("deploymentId", "wave"),
          "agent-rollout",
          Set.of("deploymentId", "wave", "agent", "phase"),
          "feature-trial",
          Set.of("deploymentId", "wave", "featureSteps"),
          "agent-run",
          Set.of("deploymentId", "phase", "round", "agent", "task", "arm", "workspace"),
          "routing-optimization",
          Set.of("deploymentId"));

  static final Map<String, Question> QUESTIONS =
      Map.of(
          "Task_ApproveGate",
          new Question("gate-review", "${verb} ${title}", "approve-gate", "approvers"),
          "Task_DecideFailed",
          new Question("gate-review", "Decide on failed ${title}", "decide-failed", "approvers"),
          "Task_DecideInconclusive",
          new Question(
              "gate-review", "Decide on inconclusive ${title}", "decide-inconclusive", "approvers"),
          "Task_ConfirmWaiver",
          new Question("gate-review", "Confirm waiver of ${title}", "confirm-waiver", "approvers"),
          "Task_ProvideCredentials",
          new Question(
              "mcp-installation",
              "Provide credentials for ${binding}",
              "provide-credentials",
              "operators"),
          "Task_ApproveToolCall",
          new Question(
              "agent-run", "Approve tool call of ${agent}", "approve-tool-call", "approvers"),
          "Task_ReviewResult",
          new Question("agent-run", "Review result of ${agent}", "review-result", "approvers"),
          "Task_LookIntoAlarm",
          new Question("swarm-operation", "Look into alarm", "look-into-alarm", "operators"),
          "Task_ApproveRouting",
          new Question(
              "routing-optimization", "Approve routing change", "approve-routing", "approvers"),
          "Task_ReviewTools",
          new Question(
              "tool-review", "Review changed tools of ${server}", "review-tools", "approvers"));

  /** The decisions that a form offers. */
  static final Map<String, Set<String>> DECISIONS =
      Map.of(
          "approve-gate", Set.of("APPROVE", "REJECT"),
          "decide-failed", Set.of("REPEAT", "TAKE_BACK", "KEEP"),
          "decide-inconclusive", Set.of("MEASURE_AGAIN", "WAIVE", "TAKE_BACK"),
          "confirm-waiver", Set.of("CONFIRM", "REFUSE"),
          "provide-credentials", Set.of("RETRY", "SKIP"),
          "approve-tool-call", Set.of("ALLOW", "REFUSE"),
          "review-result", Set.of("ACCEPT", "REJECT"),
          "look-into-alarm", Set.of("RESOLVED", "ACCEPTED"),
          "approve-routing", Set.of("APPROVE", "REJECT"),
          "review-tools", Set.of("APPROVE", "KEEP_QUARANTINED"));

  private Contract() {}
}
