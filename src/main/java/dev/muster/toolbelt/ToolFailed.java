package dev.muster.toolbelt;

/** A tool did not do it; the message is what the agent reads. */
final class ToolFailed extends RuntimeException {
  private static final long serialVersionUID = 1L;

  ToolFailed(String message) {
    super(message);
  }

  ToolFailed(String message, Throwable cause) {
    super(message, cause);
  }
}
