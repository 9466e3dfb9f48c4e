package dev.muster.workspace;

/** Git could not do it; the message is one line for the agent. */
public final class GitFailed extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public GitFailed(String message, Throwable cause) {
    super(message, cause);
  }
}
