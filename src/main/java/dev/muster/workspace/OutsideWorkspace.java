package dev.muster.workspace;

/** A path leads out of the workspace. */
public final class OutsideWorkspace extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public OutsideWorkspace(String path) {
    super("path is outside the workspace: " + path);
  }
}
