package dev.muster.model;

import dev.muster.plan.Model;
import java.time.Instant;
import java.util.Optional;

/** Hears how each call ended, and knows from it whether the next may leave. */
interface Outcomes {

  /** Nobody listens. */
  Outcomes UNHEARD =
      new Outcomes() {
        @Override
        public void answered(Model model, Instant sentAt, Instant limitedUntil) {}

        @Override
        public void failed(Model model, ModelFailure failure) {}
      };

  /**
   * It answered, so that whatever stood against it is over; a limit, a key or a model that it
   * refused later than this was sent, is not.
   *
   * @param sentAt when the call that it answered left
   * @param limitedUntil until when its provider's limits are used up, as it said; null: they are
   *     not
   */
  void answered(Model model, Instant sentAt, Instant limitedUntil);

  void failed(Model model, ModelFailure failure);

  /**
   * Why no call may leave now, whoever asks for it: a limit or trouble of its provider that passes
   * by itself. Empty when nothing speaks against it.
   */
  default Optional<ModelFailure> pause(Model model) {
    return Optional.empty();
  }

  /** The same of what this node knows to be failing: of any other endpoint nothing is read. */
  default Optional<ModelFailure> knownPause(Model model) {
    return Optional.empty();
  }
}
