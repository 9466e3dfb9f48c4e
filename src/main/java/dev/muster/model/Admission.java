package dev.muster.model;

import dev.muster.ledger.Usage;
import dev.muster.model.PaidCalls.PaidCall;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Keeps calls within what their model's provider allows; whoever waits holds no thread. */
interface Admission {

  /** Everybody may go at once. */
  Admission OPEN =
      new Admission() {
        @Override
        public CompletionStage<Void> enter(PaidCall call, InputLimit input) {
          return CompletableFuture.completedFuture(null);
        }

        @Override
        public void leave(PaidCall call, Usage usage) {}

        @Override
        public void unused(PaidCall call) {}

        @Override
        public void cancel(PaidCall call) {}
      };

  /**
   * Completes when it is this call's turn, first come first served; at once where the model has no
   * limits. Blocks on the database, never on its turn.
   *
   * @param input of what is sent, which the call may only stand in for
   */
  CompletionStage<Void> enter(PaidCall call, InputLimit input);

  /** A call that holds all that is sent. */
  default CompletionStage<Void> enter(PaidCall call) {
    return enter(call, InputLimit.of(call.request()));
  }

  /**
   * Gives the place back.
   *
   * @param usage what the call took; null when nobody knows
   */
  void leave(PaidCall call, Usage usage);

  /** Gives back the place of a call that was not sent: it counts for no minute. */
  void unused(PaidCall call);

  /** Lets a call that still waits go on at once, for it will not be sent. */
  void cancel(PaidCall call);
}
