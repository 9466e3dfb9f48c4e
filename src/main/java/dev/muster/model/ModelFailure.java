package dev.muster.model;

import dev.muster.ledger.Usage;
import java.time.Duration;

/** A call that gave no answer; the kind says what to do. The message never holds a secret. */
public final class ModelFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final Kind kind;
  private final Integer status;
  private final Duration retryAfter;
  private final boolean outcomeUnknown;
  private final Reason reason;
  private final transient ChatAnswer partial;

  /**
   * A call that was certainly not answered.
   *
   * @param status HTTP status, null when there was none
   * @param retryAfter what the provider asked for, null when it did not
   */
  public ModelFailure(Kind kind, Integer status, Duration retryAfter, String message) {
    this(kind, Reason.of(kind), status, retryAfter, message, false, null);
  }

  ModelFailure(Kind kind, Reason reason, Integer status, Duration retryAfter, String message) {
    this(kind, reason, status, retryAfter, message, false, null);
  }

  private ModelFailure(
      Kind kind,
      Reason reason,
      Integer status,
      Duration retryAfter,
      String message,
      boolean outcomeUnknown,
      ChatAnswer partial) {
    super(message);
    this.outcomeUnknown = outcomeUnknown;
    this.kind = kind;
    this.reason = reason;
    this.status = status;
    this.retryAfter = retryAfter;
    this.partial = partial;
  }

  /** Nothing was sent, since its provider has trouble or wants to be left alone for so long. */
  static ModelFailure leftAlone(Reason reason, Duration pause, String message) {
    return new ModelFailure(Kind.WAIT, reason, null, pause, message);
  }

  /** Muster has no room for another call: the task comes again, and its model is not blamed. */
  static ModelFailure full(String message) {
    return new ModelFailure(Kind.RETRY, Reason.NOT_SENDABLE, null, null, message);
  }

  /** The request left and its answer was lost or unusable: it may have been paid. */
  static ModelFailure lost(Kind kind, Reason reason, String message) {
    return lost(kind, reason, null, message);
  }

  /** The same, with the provider's word for when to ask again. */
  static ModelFailure lost(Kind kind, Reason reason, Duration retryAfter, String message) {
    return new ModelFailure(kind, reason, null, retryAfter, message, true, null);
  }

  /** The same, of a status that says nothing about whether the model answered. */
  ModelFailure mayBePaid() {
    return new ModelFailure(kind, reason, status, retryAfter, getMessage(), true, null);
  }

  /** The same after a part of the answer had come: that part was paid, whatever follows. */
  ModelFailure after(ChatAnswer part) {
    if (part == null) {
      return this;
    }
    var message = getMessage() + "; " + seen(part.usage());
    return new ModelFailure(kind, reason, status, retryAfter, message, true, part);
  }

  private static String seen(Usage usage) {
    return usage == null
        ? "no usage had come"
        : "last usage seen: %d tokens in, %d out"
            .formatted(usage.totalInput(), usage.totalOutput());
  }

  /** What to do about it. */
  public enum Kind {
    /** 429, 500, 502, 503, 504, 529, resets and time-outs: the engine retries. */
    RETRY,
    /** Nothing was sent: the engine comes again after that time, and it costs no try. */
    WAIT,
    /** Every other status: an incident at once. */
    INCIDENT,
    /** We cancelled it. */
    CANCELLED
  }

  /** What went wrong, for whoever chooses the next model or mends the plan. */
  public enum Reason {
    /** 429: this model may be asked again later, another one now. */
    RATE_LIMITED,
    /** 5xx and 529: the provider has trouble. */
    UNAVAILABLE,
    /** No connection, a reset, a time-out, a stream that was cut off. */
    CONNECTION,
    /** The conversation is larger than the model's window: only a larger one helps. */
    CONTEXT_TOO_LONG,
    /** The provider's policy refused what was asked or said. */
    CONTENT_REFUSED,
    /** Key, account, credit or permission. */
    AUTH,
    /** The provider does not know the model, or no longer. */
    MODEL_UNKNOWN,
    /** The provider does not accept the request as it is. */
    BAD_REQUEST,
    /** An answer came that is not what its protocol says. */
    UNREADABLE,
    /** It cannot be sent from here: a secret, an address, a protocol. */
    NOT_SENDABLE,
    /** We cancelled it. */
    CANCELLED;

    private static Reason of(Kind kind) {
      return switch (kind) {
        case RETRY, WAIT -> UNAVAILABLE;
        case INCIDENT -> NOT_SENDABLE;
        case CANCELLED -> CANCELLED;
      };
    }
  }

  /** Why there is no answer. */
  public Reason reason() {
    return reason;
  }

  /** What had come of a streamed answer before it broke, with the last usage seen; else null. */
  public ChatAnswer partial() {
    return partial;
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
