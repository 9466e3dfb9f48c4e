package dev.muster.secret;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Values that stand in files of their own, as container platforms hand them out: a line {@code
 * NAME_FILE=/path} of {@code secrets.env} says where {@code ${NAME}} is. Read anew at each use.
 */
final class NamedFiles {
  private static final String SUFFIX = "_FILE";
  private static final int MOST_BYTES = 64 * 1024;
  private final SecretsFile file;

  NamedFiles(SecretsFile file) {
    this.file = file;
  }

  /** The value, or empty when no line names a file for it; throws when that cannot be read. */
  Optional<String> find(String name) {
    return file.find(name + SUFFIX).map(path -> read(name, path));
  }

  /** All that are named. */
  List<Path> all() {
    return file.values().entrySet().stream()
        .filter(line -> line.getKey().endsWith(SUFFIX) && line.getValue().startsWith("/"))
        .map(line -> Path.of(line.getValue()))
        .toList();
  }

  /** Every value that can be read now; what is wrong with the others is told when they are used. */
  Map<String, String> readable() {
    Map<String, String> values = new LinkedHashMap<>();
    for (String key : file.values().keySet()) {
      String name = key.endsWith(SUFFIX) ? key.substring(0, key.length() - SUFFIX.length()) : "";
      try {
        find(name).ifPresent(value -> values.put(name, value));
      } catch (SecretsFileUnusable notNow) {
        // Nobody has asked for it yet.
      }
    }
    return values;
  }

  private String read(String name, String path) {
    try {
      if (!path.startsWith("/") || !Files.isRegularFile(Path.of(path))) {
        throw unusable(name, path, "is no file with an absolute path");
      }
      if (Files.size(Path.of(path)) > MOST_BYTES) {
        throw unusable(name, path, "is larger than " + MOST_BYTES + " bytes");
      }
      return Files.readString(Path.of(path), StandardCharsets.UTF_8).stripTrailing();
    } catch (IOException e) {
      throw unusable(name, path, "cannot be read (" + e.getClass().getSimpleName() + ")");
    }
  }

  private SecretsFileMalformed unusable(String name, String path, String why) {
    return new SecretsFileMalformed(
        file.path(), name + SUFFIX + " names " + path + ", which " + why + ": mend the line");
  }
}
