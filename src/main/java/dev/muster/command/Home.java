package dev.muster.command;

import java.nio.file.Files;
import java.nio.file.Path;

/** Where this checkout's plans and data are. */
final class Home {
  private Home() {}

  /** The checkout; the script sets it, else the working directory. */
  static Path folder() {
    return Path.of(System.getProperty("muster.home", "")).toAbsolutePath().normalize();
  }

  static Path plans() {
    return folder().resolve("plans");
  }

  /** {@code $MUSTER_DATA}, default {@code data} in the working directory. */
  static Path data() {
    var given = System.getenv("MUSTER_DATA");
    return Path.of(given == null || given.isBlank() ? "data" : given).toAbsolutePath().normalize();
  }

  /** A file that must be there. */
  static Path existing(Path file) {
    if (!Files.isRegularFile(file)) {
      throw new IllegalArgumentException("there is no file " + file + ": check the path");
    }
    return file;
  }
}
