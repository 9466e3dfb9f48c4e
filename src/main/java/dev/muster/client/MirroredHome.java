package dev.muster.client;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * A client's home as its CLI sees it while it is asked: everything in it is linked, and the one
 * file that holds the servers is a copy. Qwen Code rewrites its settings when it only lists them,
 * and a look must not change what is looked at.
 */
final class MirroredHome {
  private MirroredHome() {}

  /**
   * @param home as the plan says; it need not exist
   * @param file below it, followed when it is a link
   * @param mirror an empty folder
   */
  static void make(Path home, Path file, Path mirror) throws IOException {
    Path real = home;
    Path shown = mirror;
    for (Path part : home.relativize(file)) {
      linkAllBut(part, real, shown);
      real = real.resolve(part);
      shown = shown.resolve(part);
      if (!real.equals(file)) {
        Files.createDirectory(shown);
      }
    }
    if (Files.exists(file)) {
      Files.copy(file, shown);
    }
  }

  private static void linkAllBut(Path left, Path from, Path to) throws IOException {
    if (!Files.isDirectory(from)) {
      return;
    }
    try (Stream<Path> entries = Files.list(from)) {
      for (Path entry : entries.toList()) {
        if (!entry.getFileName().equals(left)) {
          Files.createSymbolicLink(to.resolve(entry.getFileName()), entry.toAbsolutePath());
        }
      }
    }
  }
}
