package dev.muster.client;

/** A file that its own client could not read either; the message names the line. */
final class Unreadable extends RuntimeException {
  private static final long serialVersionUID = 1L;

  Unreadable(String message) {
    super(message);
  }
}
