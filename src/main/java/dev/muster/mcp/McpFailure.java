package dev.muster.mcp;

/** A server could not be used. */
public final class McpFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final Kind kind;

  public McpFailure(Kind kind, String message, Throwable cause) {
    super(message, cause);
    this.kind = kind;
  }

  /** What a person has to do. */
  public enum Kind {
    NEEDS_AUTH,
    OFFLINE,
    FAILED
  }

  public Kind kind() {
    return kind;
  }
}
