package dev.muster.agent;

/** A session that failed: another try begins anew. */
public final class SessionBroken extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final boolean again;

  SessionBroken(String message, boolean again) {
    super(message);
    this.again = again;
  }

  /** Whether another try may do better; else a person has to look. */
  public boolean isWorthAnotherTry() {
    return again;
  }
}
