package dev.muster.engine.pump;

import java.time.Duration;

/** A technical failure that is worth another try. */
public final class RetryLater extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final Duration after;

  /**
   * @param after what the other side asked for; null: our own schedule
   */
  public RetryLater(String message, Duration after) {
    super(message);
    this.after = after;
  }

  /** When to try again; may be null. */
  public Duration after() {
    return after;
  }
}
