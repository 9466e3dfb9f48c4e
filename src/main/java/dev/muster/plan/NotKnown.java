package dev.muster.plan;

/** What was asked for by name is not there; the message says what is. */
public final class NotKnown extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  public NotKnown(String message) {
    super(message);
  }
}
