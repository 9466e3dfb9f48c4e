package dev.muster.agent;

import dev.muster.model.InputTooLarge;
import dev.muster.model.Message;
import dev.muster.model.ModelFailure;
import dev.muster.model.ModelFailure.Reason;
import dev.muster.plan.Plan;
import dev.muster.routing.Turn;
import dev.muster.routing.TurnRouting;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import org.springframework.stereotype.Component;

/** Asks routing who answers a run's next turn, and who answers it instead after a failure. */
@Component
class ModelChoice {
  private final RunTable table;
  private final Conversations conversations;
  private final TurnRouting routing;
  private final GivenModels given;

  ModelChoice(RunTable table, Conversations conversations, TurnRouting routing, GivenModels given) {
    this.given = given;
    this.table = table;
    this.conversations = conversations;
    this.routing = routing;
  }

  /** The model's plan name. */
  String of(Run run, Plan plan) {
    return routing.choose(turn(run, plan));
  }

  /**
   * What to tell the engine of a call that failed: the failure itself, or, when another model may
   * answer, to come again, which asks that one.
   *
   * @param called the model that was asked
   */
  Throwable after(Run run, Plan plan, String called, Throwable failure) {
    var cause = failure instanceof CompletionException ? failure.getCause() : failure;
    return reason(run, plan, called, cause)
        .flatMap(why -> routing.fallBack(turn(run, plan), called, why, cause.getMessage()))
        .<Throwable>map(other -> again(run, other, cause))
        .orElse(cause);
  }

  /** Why another model may answer; empty: it would meet the same end. */
  private static Optional<Reason> reason(Run run, Plan plan, String called, Throwable cause) {
    if (cause instanceof ModelFailure failed) {
      return Optional.of(failed.reason());
    }
    var mine = plan.agents().get(run.agent()).budget().maxInputTokens();
    return cause instanceof InputTooLarge && plan.models().get(called).maxInputTokens() < mine
        ? Optional.of(Reason.CONTEXT_TOO_LONG)
        : Optional.empty();
  }

  /** The run stops before its next call, which was given to a model already. */
  void unsent(Run run, Plan plan) {
    routing.unsent(turn(run, plan));
  }

  private ModelFailure again(Run run, String other, Throwable cause) {
    table.model(run.id(), other);
    return new ModelFailure(
        neverSent(cause) ? ModelFailure.Kind.WAIT : ModelFailure.Kind.RETRY,
        null,
        Duration.ZERO,
        "%s is asked next, since: %s".formatted(other, cause.getMessage()));
  }

  /** Then it has cost no try. */
  private static boolean neverSent(Throwable cause) {
    return cause instanceof InputTooLarge
        || cause instanceof ModelFailure failed && failed.kind() == ModelFailure.Kind.WAIT;
  }

  private Turn turn(Run run, Plan plan) {
    var steps = plan.tasks().get(run.task()).steps();
    var answers =
        conversations.of(run.id()).stream().filter(Message.Assistant.class::isInstance).count();
    return new Turn(
        run.deploymentId(),
        run.id(),
        run.agent(),
        run.task(),
        run.phase(),
        run.arm(),
        run.budgetPath(),
        (int) answers,
        steps.isEmpty() ? null : steps.get(run.step()).model(),
        table.escalatedTo(run.id()).orElse(null),
        given.of(run.id()).orElse(null),
        plan);
  }
}
