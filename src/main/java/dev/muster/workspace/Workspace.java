package dev.muster.workspace;

import java.nio.file.Path;

/** One workspace. */
public interface Workspace {

  /** Its id. */
  String id();

  /** Its folder, absolute, symbolic links resolved. */
  Path root();

  /**
   * A path inside the workspace. Throws {@link OutsideWorkspace} for anything that leads out, also
   * by symbolic links, whether or not the file exists, and for anything inside {@code .git}.
   */
  Path resolve(String relative);
}
