package dev.muster.gateway;

import dev.muster.ledger.BudgetExhausted;
import dev.muster.model.InputTooLarge;
import dev.muster.model.ModelFailure;
import dev.muster.model.NotForwardable;
import java.time.Duration;

/**
 * Why a call was not made, as a client is told. CLIs ask again after 408, 409, 429 and 5xx, so what
 * will not mend itself has another status: a budget that is used up is a 402.
 */
final class Problem extends Exception {
  private static final long serialVersionUID = 1L;
  private final int status;
  private final boolean tooLong;
  private final transient Duration retryAfter;

  Problem(int status, String message) {
    this(status, message, false, null);
  }

  private Problem(int status, String message, boolean tooLong, Duration retryAfter) {
    super(message);
    this.status = status;
    this.tooLong = tooLong;
    this.retryAfter = retryAfter;
  }

  static Problem of(Throwable why) {
    if (why instanceof BudgetExhausted) {
      return new Problem(402, why.getMessage());
    }
    if (why instanceof InputTooLarge) {
      return new Problem(400, why.getMessage(), true, null);
    }
    if (why instanceof NotForwardable) {
      return new Problem(400, why.getMessage());
    }
    if (why instanceof ModelFailure failure) {
      return new Problem(status(failure), failure.getMessage(), false, failure.retryAfter());
    }
    // A database's own words are not for clients.
    return new Problem(503, "Muster could not write the call into its ledger; nothing was sent");
  }

  /** A key or a bill is Muster's to mend, also where a provider says it with a 429. */
  private static int status(ModelFailure failure) {
    if (failure.reason() == ModelFailure.Reason.AUTH) {
      return 424;
    }
    return switch (failure.kind()) {
      case RETRY -> failure.reason() == ModelFailure.Reason.CONNECTION ? 502 : 503;
      case WAIT -> failure.reason() == ModelFailure.Reason.RATE_LIMITED ? 429 : 503;
      case CANCELLED -> 403;
      case INCIDENT -> 424;
    };
  }

  int status() {
    return status;
  }

  boolean tooLong() {
    return tooLong;
  }

  boolean mayMendItself() {
    return status == 429 || status >= 500;
  }

  /** When to ask again, in whole seconds, as clients read it. */
  long secondsToWait() {
    return retryAfter == null ? 1 : Math.max(1, retryAfter.plusMillis(999).toSeconds());
  }
}
