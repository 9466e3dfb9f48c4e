package dev.muster.engine.pump;

import java.time.Duration;

/** A technical failure that is worth another try. */
public final class RetryLater extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final Duration after;
  private final boolean tried;

  /**
   * @param after what the other side asked for; null: our own schedule
   */
  public RetryLater(String message, Duration after) {
    this(message, after, true);
  }

  private RetryLater(String message, Duration after, boolean tried) {
    super(message);
    this.after = after;
    this.tried = tried;
  }

  /** Nothing was tried: the task comes again after that time with all its tries. */
  public static RetryLater untried(String message, Duration after) {
    return new RetryLater(message, after, false);
  }

  /** Whether it costs one of the task's tries. */
  boolean tried() {
    return tried;
  }

  /** When to try again; may be null. */
  public Duration after() {
    return after;
  }
}
