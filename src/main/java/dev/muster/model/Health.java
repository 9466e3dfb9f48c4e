package dev.muster.model;

import dev.muster.model.ModelFailure.Reason;
import dev.muster.plan.Model;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What the calls of all deployments and nodes have taught about the endpoints of models. */
public interface Health {

  /**
   * Why no call should be sent there by choice now, in words; empty when nothing speaks against.
   */
  Optional<String> obstacle(Model model);

  /**
   * Takes the one call that may try an endpoint after its pause; true also where no try is needed.
   */
  boolean mayTry(Model model);

  /** Its failures by kind, the latest first, also those that are over. */
  List<Failed> failures(Model model);

  /**
   * Failures of one kind.
   *
   * @param inARow 0 since it answered again, where its limits were used up without a failure, and
   *     where what was asked is to blame
   * @param openUntil until when it is left alone; null: it is not
   */
  record Failed(
      Reason reason, int inARow, String error, Integer status, Instant at, Instant openUntil) {

    /** The kind as people read it. */
    String kind() {
      return reason.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
  }
}
