package dev.muster.plan;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;

/** Keeps the paths of a plan inside its folder, also over symbolic links. */
final class Confined {
  private Confined() {}

  /** The path, or empty when it leads out of the folder or is the folder itself. */
  static Optional<Path> path(Path folder, String name) {
    if (name.startsWith("~") || name.contains("\\") || name.contains("${")) {
      return Optional.empty();
    }
    try {
      var path = folder.resolve(name).normalize();
      boolean there = Files.exists(path);
      var real = there ? path.toRealPath() : path;
      var root = there ? folder.toRealPath() : folder.normalize();
      boolean below = real.startsWith(root) && !real.equals(root);
      return below && !Path.of(name).isAbsolute() ? Optional.of(path) : Optional.empty();
    } catch (IOException | InvalidPathException e) {
      return Optional.empty();
    }
  }
}
