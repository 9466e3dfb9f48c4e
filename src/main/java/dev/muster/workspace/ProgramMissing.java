package dev.muster.workspace;

import java.io.IOException;

/** A command's own program is not there. That is its writer's doing, and not this machine's. */
public final class ProgramMissing extends ProgramNotStarted {
  private static final long serialVersionUID = 1L;

  ProgramMissing(String program, IOException cause) {
    super(text(program), cause == null ? new IOException(text(program)) : cause);
  }

  static String text(String program) {
    return "cannot start " + program + ": is it installed?";
  }
}
