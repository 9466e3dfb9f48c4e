package dev.muster.engine.setup;

/** A diagram breaks a rule of the house; the message names element, line and mend. */
public final class DiagramRefused extends RuntimeException {
  private static final long serialVersionUID = 1L;

  DiagramRefused(String element, int line, String why) {
    super("element " + element + " (line " + line + "): " + why);
  }
}
