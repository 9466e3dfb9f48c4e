package dev.muster.workspace;

import java.io.IOException;
import java.io.UncheckedIOException;

/** A command's own program did not start: nothing of it ran. */
public class ProgramNotStarted extends UncheckedIOException {
  private static final long serialVersionUID = 1L;

  ProgramNotStarted(String message, IOException cause) {
    super(message, cause);
  }
}
