package dev.muster.store;

import java.nio.file.Path;

/**
 * The folder that holds everything Muster keeps outside a foreign database: {@code $MUSTER_DATA},
 * default {@code data}.
 *
 * @param root absolute path
 */
public record DataFolder(Path root) {

  /** A file or folder inside the data folder. */
  public Path resolve(String name) {
    return root.resolve(name);
  }
}
