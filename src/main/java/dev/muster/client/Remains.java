package dev.muster.client;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Processes of a session that no parent leads to any more: they carry its mark in their
 * environment, or stand in its folder. Only Linux tells that of a process.
 */
final class Remains {
  static final String MARK = "MUSTER_SESSION_ROOM";
  private static final Path PROC = Path.of("/proc");
  private static final int PASSES = 50;
  private static final long PAUSE_MILLIS = 100;

  private Remains() {}

  /** Kills them until none is left. Gives those that are left all the same. */
  static List<Long> end(Path room) {
    List<Long> left = of(room);
    for (int pass = 0; pass < PASSES && !left.isEmpty(); pass++) {
      left.forEach(pid -> ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly));
      pause();
      left = of(room);
    }
    return left;
  }

  static List<Long> of(Path room) {
    List<Long> found = new ArrayList<>();
    try (Stream<Path> entries = Files.isDirectory(PROC) ? Files.list(PROC) : Stream.empty()) {
      entries
          .filter(entry -> entry.getFileName().toString().matches("[0-9]+"))
          .filter(entry -> marked(entry, room) || stands(entry, room))
          .forEach(entry -> found.add(Long.valueOf(entry.getFileName().toString())));
    } catch (IOException gone) {
      return found;
    }
    return found;
  }

  private static boolean marked(Path process, Path room) {
    try {
      String variables =
          new String(Files.readAllBytes(process.resolve("environ")), StandardCharsets.ISO_8859_1);
      return ("\0" + variables).contains("\0" + MARK + "=" + room);
    } catch (IOException endedOrAnothers) {
      return false;
    }
  }

  private static boolean stands(Path process, Path room) {
    try {
      return Files.readSymbolicLink(process.resolve("cwd")).startsWith(room);
    } catch (IOException endedOrAnothers) {
      return false;
    }
  }

  /** An interrupt is kept for the caller: what is left must end first. */
  private static void pause() {
    boolean interrupted = Thread.interrupted();
    try {
      TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
    } catch (InterruptedException again) {
      interrupted = true;
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
