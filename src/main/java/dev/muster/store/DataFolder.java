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

  /** A folder inside, made for its owner only unless it is there: the root may be older than us. */
  public Path folder(String name) {
    return at(resolve(name)).root();
  }

  /** A file inside that only its owner may read, made empty unless it is there. */
  public Path file(String name) {
    var file = resolve(name);
    try {
      if (!Files.exists(file)) {
        PrivateFile.write(file, "");
      }
      return file;
    } catch (IOException e) {
      throw new DataFolderUnusable(file, e);
    }
  }

  /** A file inside that only its owner may read, with this content. */
  public Path file(String name, String content) {
    var file = resolve(name);
    try {
      PrivateFile.write(file, content);
      return file;
    } catch (IOException e) {
      throw new DataFolderUnusable(file, e);
    }
  }

  /** A file or folder inside the data folder. */
  public Path resolve(String name) {
    return root.resolve(name);
  }
}
