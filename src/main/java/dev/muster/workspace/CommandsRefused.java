package dev.muster.workspace;

/** A program of an agent's was not started, or not to its end, since it could not be confined. */
public final class CommandsRefused extends RuntimeException {
  private static final long serialVersionUID = 1L;

  CommandsRefused(String message) {
    super(message);
  }
}
