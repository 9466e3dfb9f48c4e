package dev.muster.model;

import java.time.Duration;

/** A call that gave no answer; the kind says what to do. The message never holds a secret. */
public final class ModelFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final Kind kind;
  private final Integer status;
  private final Duration retryAfter;

  /**
   * @param status HTTP status, null when there was none
   * @param retryAfter what the provider asked for, null when it did not
   */
  public ModelFailure(Kind kind, Integer status, Duration retryAfter, String message) {
    super(message);
    this.kind = kind;
    this.status = status;
    this.retryAfter = retryAfter;
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
}
