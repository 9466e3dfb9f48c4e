package dev.muster.mcp;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * A process with all that it started. Its children are found by their parent while that lives, and
 * where there is a {@code /proc} also by a mark in their environment: so those are found whose
 * parent has ended, or who have left its session.
 */
final class Family {
  /** Set in the environment of every server, to a value of its own. */
  static final String MARK = "MUSTER_MCP_SERVER";

  private static final Path PROC = Path.of("/proc");
  private final String mark = UUID.randomUUID().toString();

  String mark() {
    return mark;
  }

  Set<ProcessHandle> of(Process process) {
    Set<ProcessHandle> all = new LinkedHashSet<>();
    process.descendants().forEach(all::add);
    all.add(process.toHandle());
    addMarked(all);
    return all;
  }

  private void addMarked(Set<ProcessHandle> all) {
    if (!Files.isDirectory(PROC)) {
      return;
    }
    try (Stream<Path> entries = Files.list(PROC)) {
      entries
          .filter(entry -> entry.getFileName().toString().matches("[0-9]+"))
          .filter(this::isMarked)
          .map(entry -> Long.parseLong(entry.getFileName().toString()))
          .forEach(pid -> ProcessHandle.of(pid).ifPresent(all::add));
    } catch (IOException unreadable) {
      // Then the children are those that are found by their parent.
    }
  }

  private boolean isMarked(Path entry) {
    try {
      byte[] environment = Files.readAllBytes(entry.resolve("environ"));
      return new String(environment, StandardCharsets.ISO_8859_1).contains(MARK + "=" + mark);
    } catch (IOException notOurs) {
      return false;
    }
  }
}
