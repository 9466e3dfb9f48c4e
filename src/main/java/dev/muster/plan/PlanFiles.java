package dev.muster.plan;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The files that a plan reaches, read once and bounded; none lies outside the plan's folder. */
final class PlanFiles {
  static final int MAX_FILES = 2000;
  static final int MAX_FILE_BYTES = 1024 * 1024;
  static final int MAX_TOTAL_BYTES = 16 * 1024 * 1024;
  private static final int MAX_DEPTH = 20;
  private final Path folder;
  private final Problems problems;
  private final SortedMap<String, byte[]> read = new TreeMap<>();
  private long total;
  private boolean full;

  PlanFiles(Path folder, Problems problems) {
    this.folder = folder;
    this.problems = problems;
  }

  /** Everything that was read, by path with forward slashes relative to the plan's folder. */
  SortedMap<String, byte[]> all() {
    return Collections.unmodifiableSortedMap(read);
  }

  /** A path as it is kept: without dots and doubled slashes. */
  static String normal(String path) {
    return Path.of(path).normalize().toString().replace('\\', '/');
  }

  /** A file's text, as read before. */
  String text(String path) {
    return new String(read.get(normal(path)), StandardCharsets.UTF_8);
  }

  /** Reads a file that must hold text. */
  void text(PlanNode named, String label) {
    var path = inside(named, label);
    if (path == null) {
      return;
    }
    if (!Files.isRegularFile(path)) {
      missing(named, label, "file");
    } else {
      keep(named, path);
      checkText(named, label, read.get(key(path)));
    }
  }

  /** Reads all files of a folder. */
  void folder(PlanNode named, String label) {
    var path = inside(named, label);
    if (path == null) {
      return;
    }
    if (!Files.isDirectory(path)) {
      missing(named, label, "folder");
      return;
    }
    try (Stream<Path> walk = Files.walk(path, MAX_DEPTH)) {
      var found = walk.filter(p -> !Files.isDirectory(p, LinkOption.NOFOLLOW_LINKS)).sorted();
      var files = found.limit(MAX_FILES + 1L).toList();
      files.forEach(file -> keep(named, file));
      if (files.isEmpty()) {
        note(named, label + " is an empty folder", "nothing can be taken from it", "put files in");
      }
    } catch (IOException | java.io.UncheckedIOException e) {
      note(named, label + " cannot be read", "a file in it is closed to us", "check its mode");
    }
  }

  private void keep(PlanNode named, Path file) {
    var key = key(file);
    if (read.containsKey(key)) {
      return;
    }
    try {
      if (Files.isSymbolicLink(file) || !Files.isRegularFile(file)) {
        note(named, key + " is no plain file", "links may lead out of the plan", "copy it here");
      } else if (Files.size(file) > MAX_FILE_BYTES) {
        note(named, key + " is too large", "a file holds at most 1 MiB", "make it smaller");
      } else if (fits(named, Files.size(file))) {
        read.put(key, Files.readAllBytes(file));
      }
    } catch (IOException e) {
      note(named, key + " cannot be read", "it is closed to us", "check its owner and mode");
    }
  }

  private boolean fits(PlanNode named, long size) {
    boolean before = full;
    total += size;
    full |= read.size() >= MAX_FILES || total > MAX_TOTAL_BYTES;
    if (full && !before) {
      note(
          named,
          "the plan reaches too many files",
          "it holds at most " + MAX_FILES + " files and 16 MiB",
          "name smaller folders");
    }
    return !full;
  }

  private void checkText(PlanNode named, String label, byte[] bytes) {
    if (bytes == null) {
      return;
    }
    try {
      if (StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString().isBlank()) {
        note(named, label + " names an empty file", "it must say something", "write it");
      }
    } catch (CharacterCodingException e) {
      note(named, label + " names a file that is no text", "it must be UTF-8", "save it as UTF-8");
    }
  }

  private Path inside(PlanNode named, String label) {
    var path = Confined.path(folder, named.text().orElse(""));
    if (path.isEmpty()) {
      note(
          named,
          label + " leads out of the plan's folder",
          "a plan is frozen with its files and nothing else",
          "move it below the plan's folder and give the path from there");
    }
    return path.orElse(null);
  }

  private void missing(PlanNode named, String label, String kind) {
    note(
        named,
        label + " names the missing " + kind + " " + Problems.quote(named.text().orElse("")),
        "there is no such " + kind + " in the plan's folder",
        "create it or mend the path");
  }

  private String key(Path path) {
    return folder.normalize().relativize(path.normalize()).toString().replace('\\', '/');
  }

  private void note(PlanNode named, String what, String why, String mend) {
    problems.add(named.where(), what, why, mend);
  }
}
