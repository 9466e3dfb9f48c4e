package dev.muster.mcp;

/** A warm session gave no sign of life: nothing was asked of it, a new one can be. */
final class SessionDead extends RuntimeException {
  private static final long serialVersionUID = 1L;

  SessionDead(McpFailure why) {
    super(why.getMessage(), why);
  }

  McpFailure why() {
    return (McpFailure) getCause();
  }
}
