package dev.muster.model;

import java.time.Duration;

/** A call that gave no answer; the kind says what to do. The message never holds a secret. */
public final class ModelFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final Kind kind;
  private final Integer status;
  private final Duration retryAfter;
  private final boolean outcomeUnknown;

  /**
   * A call that was certainly not answered.
   *
   * @param status HTTP status, null when there was none
   * @param retryAfter what the provider asked for, null when it did not
   */
  public ModelFailure(Kind kind, Integer status, Duration retryAfter, String message) {
    this(kind, status, retryAfter, message, false);
  }

  private ModelFailure(
      Kind kind, Integer status, Duration retryAfter, String message, boolean outcomeUnknown) {
    super(message);
    this.outcomeUnknown = outcomeUnknown;
    this.kind = kind;
    this.status = status;
    this.retryAfter = retryAfter;
  }

  /** The request left and its answer was lost or unusable: it may have been paid. */
  static ModelFailure lost(Kind kind, String message) {
    return new ModelFailure(kind, null, null, message, true);
  }

  /** What to do about it. */
  public enum Kind {
    /** 429, 500, 502, 503, 504, 529, resets and time-outs: the engine retries. */
    RETRY,
    /** Every other status: an incident at once. */
    INCIDENT,
    /** We cancelled it. */
    CANCELLED
  }

  public Kind kind() {
    return kind;
  }

  public Integer status() {
    return status;
  }

  public Duration retryAfter() {
    return retryAfter;
  }

  /** Whether nobody knows if the provider charges for it. */
  public boolean outcomeUnknown() {
    return outcomeUnknown;
  }
}
