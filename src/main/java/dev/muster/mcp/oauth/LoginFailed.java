package dev.muster.mcp.oauth;

/**
 * A login, or its renewal, came to nothing. The message is one line for a person and holds neither
 * a token nor what a foreign server wrote.
 */
public final class LoginFailed extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final boolean offline;

  LoginFailed(String message) {
    super(message);
    this.offline = false;
  }

  LoginFailed(String message, Throwable cause) {
    super(message, cause);
    this.offline = false;
  }

  private LoginFailed(String message, Throwable cause, boolean offline) {
    super(message, cause);
    this.offline = offline;
  }

  static LoginFailed offline(String message, Throwable cause) {
    return new LoginFailed(message, cause, true);
  }

  /** Whether nobody answered, or another one is at it: the same may work later. */
  public boolean isOffline() {
    return offline;
  }
}
