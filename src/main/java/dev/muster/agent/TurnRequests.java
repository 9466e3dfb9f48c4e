package dev.muster.agent;

import dev.muster.ledger.Attempt;
import dev.muster.model.ChatRequest;
import dev.muster.model.PaidCalls;
import dev.muster.plan.DeploymentPlans;
import java.time.Duration;
import org.springframework.stereotype.Component;

/** Puts together the paid call of a turn. */
@Component
class TurnRequests {
  static final Duration TIMEOUT = Duration.ofMinutes(5);

  private final Conversations conversations;
  private final DeploymentPlans plans;
  private final AgentTools tools;

  TurnRequests(Conversations conversations, DeploymentPlans plans, AgentTools tools) {
    this.conversations = conversations;
    this.plans = plans;
    this.tools = tools;
  }

  PaidCalls.PaidCall of(Run run, String taskId) {
    var plan = plans.of(run.deploymentId()).plan();
    var agent = plan.agents().get(run.agent());
    var model = plan.models().get(run.model());
    if (model == null) {
      throw new IllegalStateException("run " + run.id() + " was not routed to a model");
    }
    var whole =
        new ChatRequest(
                model,
                agent.prompt(),
                conversations.of(run.id()),
                tools.offered(run, plan, agent),
                Math.min(agent.budget().maxOutputTokens(), model.maxOutputTokens()),
                TIMEOUT)
            .withTemperature(
                agent.temperature() == null ? model.temperature() : agent.temperature());
    var request = model.streams() ? whole.asStream() : whole;
    return new PaidCalls.PaidCall(
        taskId,
        run.deploymentId(),
        Attempt.TURN,
        run.id(),
        run.budgetPath(),
        run.agent(),
        run.arm(),
        model.price() == null ? null : plan.prices().get(model.price()),
        Math.min(agent.budget().maxInputTokens(), model.maxInputTokens()),
        request);
  }
}
