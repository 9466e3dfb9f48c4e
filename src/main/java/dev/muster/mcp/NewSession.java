package dev.muster.mcp;

/**
 * The session is a new one, and the caller has not seen the tools of the server that answers in it:
 * nothing was sent. Who has looked at {@link McpSessions#tools} may call again.
 */
public final class NewSession extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public NewSession(String server) {
    super(server + " has a new session: its tools are looked at before it is called");
  }
}
