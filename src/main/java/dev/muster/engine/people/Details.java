package dev.muster.engine.people;

import dev.muster.agent.Turns;
import dev.muster.approval.Kind;
import dev.muster.mcp.Probe;
import dev.muster.mcp.Probe.BindingState;
import dev.muster.mcp.ToolReview;
import dev.muster.operation.RoutingChanges;
import dev.muster.plan.DeploymentPlans;
import dev.muster.secret.Secrets;
import org.camunda.bpm.engine.delegate.DelegateTask;
import org.springframework.stereotype.Component;

/** What a question that is not about a gate says in words. */
@Component
class Details {
  private final Probe probe;
  private final DeploymentPlans plans;
  private final Turns turns;
  private final RoutingChanges changes;
  private final Secrets secrets;
  private final ToolReview reviews;

  Details(
      Probe probe,
      DeploymentPlans plans,
      Turns turns,
      RoutingChanges changes,
      Secrets secrets,
      ToolReview reviews) {
    this.reviews = reviews;
    this.secrets = secrets;
    this.probe = probe;
    this.plans = plans;
    this.turns = turns;
    this.changes = changes;
  }

  private String setIt() {
    return ". Set the variable in the environment or in " + secrets.file() + ", then";
  }

  String of(Kind kind, DelegateTask task) {
    return switch (kind) {
      case PROVIDE_CREDENTIALS -> credentials(task);
      case APPROVE_TOOL_CALL -> turns.pending((String) task.getVariable("runId"));
      case REVIEW_RESULT -> turns.closing((String) task.getVariable("runId"));
      case REVIEW_TOOLS ->
          reviews.ask(
              (String) task.getVariable("deploymentId"), (String) task.getVariable("server"));
      case LOOK_INTO_ALARM -> "Alarms: " + task.getVariable("alarms");
      default -> changes.proposed((String) task.getVariable("deploymentId"));
    };
  }

  private String credentials(DelegateTask task) {
    var deploymentId = (String) task.getVariable("deploymentId");
    var binding = (String) task.getVariable("binding");
    var server = binding.substring(binding.indexOf(':') + 1);
    var hint = plans.of(deploymentId).plan().mcpServers().get(server).authHint();
    var told =
        probe.states(deploymentId).stream()
            .filter(s -> s.binding().id().equals(binding))
            .findFirst()
            .map(state -> told(state, hint))
            .orElse("not probed. Then");
    return binding
        + " is "
        + told
        + " choose RETRY; or SKIP with a reason. The value itself is never entered here.";
  }

  /** State and reason, and what there is to do before the choice. */
  private String told(BindingState state, String hint) {
    var text = state.state() + ": " + String.valueOf(state.reason()).replaceFirst("\\.$", "");
    return switch (state.state()) {
      case NEEDS_AUTH ->
          text
              + (hint == null || text.contains(hint) ? "" : ". " + hint)
              + (tells(text) ? ". Then" : setIt());
      case OFFLINE -> text + ". When it can be started, or reached, from this machine";
      default -> text + ". When that is mended";
    };
  }

  /** Whether the reason itself says what to do. */
  private static boolean tells(String state) {
    return state.contains("secrets.env") || state.contains("./muster login");
  }
}
