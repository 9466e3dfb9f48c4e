package dev.muster.rehearsal;

/** A program that was started did not say where it listens. */
public final class ProgramSilent extends RuntimeException {
  private static final long serialVersionUID = 1L;

  ProgramSilent(String message) {
    super(message);
  }
}
