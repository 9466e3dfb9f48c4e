package dev.muster.workspace;

import java.nio.file.Path;

/** A workspace that is a folder. */
record Folder(String id, Path root) implements Workspace {

  @Override
  public Path resolve(String relative) {
    return new Confinement(root).resolve(relative);
  }
}
