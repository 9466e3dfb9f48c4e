package dev.muster.journal;

/** A file could not be read, parsed or written; it is as it was. */
public final class WriteFailed extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public WriteFailed(String message, Throwable cause) {
    super(message, cause);
  }
}
