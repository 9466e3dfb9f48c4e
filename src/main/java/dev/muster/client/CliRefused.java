package dev.muster.client;

/**
 * A CLI that is not started: it is not there, cannot be, or is not the one that the plan was
 * written for.
 */
public final class CliRefused extends RuntimeException {
  private static final long serialVersionUID = 1L;

  CliRefused(String message) {
    super(message);
  }
}
