package dev.muster.workspace;

import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Something that a program sees although what surrounds it is covered.
 *
 * @param source where it is
 * @param place where the program sees it
 */
record Shown(Path source, Path place, boolean writable) {

  static Shown writable(Path place) {
    return new Shown(place, place, true);
  }

  static Shown readable(Path place) {
    return new Shown(place, place, false);
  }

  boolean isFolder() {
    return Files.isDirectory(source);
  }
}
