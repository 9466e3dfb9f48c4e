package dev.muster.agent;

/** A session that failed, or may not begin yet: what it had begun is never resumed. */
public final class SessionBroken extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Who goes on. */
  public enum Next {
    /** The same CLI, from the beginning: another try may do better. */
    AGAIN,
    /** Another CLI, which has all its tries. */
    OTHER,
    /** The same, when other sessions have ended: it was not begun. */
    WAITS,
    /** Nobody: a person has to look. */
    PERSON
  }

  private final Next next;

  SessionBroken(String message, Next next) {
    super(message);
    this.next = next;
  }

  public Next next() {
    return next;
  }
}
