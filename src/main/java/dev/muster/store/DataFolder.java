package dev.muster.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * The folder that holds everything Muster keeps outside a foreign database: {@code $MUSTER_DATA},
 * default {@code data}.
 *
 * @param root absolute path
 */
public record DataFolder(Path root) {

  /** The folder at this place, made (for its owner only) when it does not exist. */
  public static DataFolder at(Path place) {
    try {
      if (!Files.isDirectory(place)) {
        Files.createDirectories(
            place,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      }
      return new DataFolder(place.toRealPath());
    } catch (IOException e) {
      throw new DataFolderUnusable(place.toAbsolutePath(), e);
    }
  }

  /** A file or folder inside the data folder. */
  public Path resolve(String name) {
    return root.resolve(name);
  }
}
