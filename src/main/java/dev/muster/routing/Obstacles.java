package dev.muster.routing;

import dev.muster.model.Health;
import dev.muster.model.ModelFailure.Reason;
import dev.muster.plan.Model;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** What speaks against giving a turn to a model. */
@Component
class Obstacles {
  private final Health health;
  private final DecisionTable decisions;

  Obstacles(Health health, DecisionTable decisions) {
    this.health = health;
    this.decisions = decisions;
  }

  /** Of one turn: what is the same for all of its candidates is read once. */
  final class View {
    private final Turn turn;
    private final List<String> only;
    private final int tooSmall;

    private View(Turn turn, List<String> only) {
      this.turn = turn;
      this.only = only;
      this.tooSmall = tooSmall(turn);
    }

    /** Models and families that a rule allows; empty: all. */
    List<String> only() {
      return only;
    }

    /** Whether a rule allows it. */
    boolean allows(String name) {
      return new HardRules.Rule(null, only).allows(model(name));
    }

    /** Whether a rule or the conversation itself forbids it: no waiting helps. */
    Optional<String> lasting(String name) {
      if (!allows(name)) {
        return Optional.of(new HardRules.Rule(null, only).forbids());
      }
      var model = model(name);
      if (turn.isCli(name)) {
        return Optional.of("it works whole runs only, through an agent CLI");
      }
      return model.maxInputTokens() <= tooSmall
          ? Optional.of(
              "the conversation is too long for its " + model.maxInputTokens() + " tokens")
          : Optional.empty();
    }

    /** What speaks against it now. */
    Optional<String> now(String name) {
      return lasting(name).or(() -> health.obstacle(model(name)));
    }

    /** Whether it may be asked now; an endpoint after its pause is tried by one call only. */
    boolean free(String name) {
      return now(name).isEmpty() && health.mayTry(model(name));
    }

    private Model model(String name) {
      var model = turn.plan().models().get(name);
      if (model == null) {
        throw new IllegalStateException(
            "plan %s has no model %s, only %s"
                .formatted(turn.plan().name(), name, turn.plan().models().keySet()));
      }
      return model;
    }
  }

  /**
   * @param only models and families that a rule allows; empty: all
   */
  View of(Turn turn, List<String> only) {
    return new View(turn, only);
  }

  /** The largest window that this run's conversation did not fit into; 0: it always fitted. */
  private int tooSmall(Turn turn) {
    return decisions.of(turn.deploymentId(), turn.runId()).stream()
        .filter(d -> Reason.CONTEXT_TOO_LONG.name().equals(d.cause()))
        .mapToInt(d -> turn.plan().models().get(d.fallbackFrom()).maxInputTokens())
        .max()
        .orElse(0);
  }
}
