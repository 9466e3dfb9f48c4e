package dev.muster.workspace;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * An almost empty folder, or an empty file, that a program sees in the place of a real one.
 *
 * @param place of the real one
 * @param stand what is mounted there; deleted after the program
 * @param writable whether writing is part of its use; what is written is gone with the program
 */
record Cover(Path place, Path stand, boolean writable) {

  boolean holds(Path path) {
    return path.startsWith(place) && !path.equals(place);
  }

  /** Makes the place at which something is shown; it is mounted there later. */
  Path placeFor(Shown shown) throws IOException {
    var at = stand.resolve(place.relativize(shown.place()));
    if (Files.isDirectory(shown.place())) {
      Files.createDirectories(at);
    } else if (!Files.exists(at)) {
      Files.createDirectories(at.getParent());
      Files.createFile(at);
    }
    return at;
  }
}
