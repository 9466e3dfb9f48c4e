package dev.muster.routing;

import dev.muster.model.ModelFailure;
import java.util.Optional;

/** Gives turns to models and records why. */
public interface TurnRouting {

  /**
   * The plan's name of the model that answers this turn. Choices of one agent are made one after
   * the other, on all nodes; a turn that comes again has its model already.
   */
  String choose(Turn turn);

  /**
   * Gives a turn that a model could not answer to another candidate.
   *
   * @param called who could not: not always the one that the turn is given to by now, for a node
   *     may have ended between this choice and what followed from it
   * @return the other one; empty when there is none, so that only the same model is left
   */
  Optional<String> fallBack(Turn turn, String called, ModelFailure.Reason cause, String error);

  /** The run ended before the turn was sent: it counts for nobody's share. */
  void unsent(Turn turn);
}
