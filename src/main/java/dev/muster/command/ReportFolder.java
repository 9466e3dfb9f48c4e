package dev.muster.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where a rehearsal's report goes: refused before anything starts when it cannot be written. */
final class ReportFolder {
  private ReportFolder() {}

  /** Looks only; throws {@link IllegalArgumentException}. */
  static void check(Path folder) {
    var there = folder;
    while (!Files.exists(there)) {
      there = there.getParent();
    }
    if (!Files.isDirectory(there)) {
      throw refused(folder, there + " is no folder");
    }
    if (!Files.isWritable(there)) {
      throw refused(folder, there + " cannot be written to");
    }
  }

  static void make(Path folder) {
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw refused(folder, "it cannot be made: " + e.getMessage());
    }
  }

  private static IllegalArgumentException refused(Path folder, String why) {
    return new IllegalArgumentException(
        "the report cannot go to " + folder + ": " + why + "; name another folder with --report");
  }
}
