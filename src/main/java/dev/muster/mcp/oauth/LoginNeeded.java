package dev.muster.mcp.oauth;

/** Only a person can go on, by logging in; the message says how and holds no token. */
public final class LoginNeeded extends RuntimeException {
  private static final long serialVersionUID = 1L;

  LoginNeeded(String message) {
    super(message);
  }
}
