package dev.muster.command;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;

/** Names and values in a file of mode 0600, written whole or not at all. */
record KeptFile(Path path) {
  private static final Set<PosixFilePermission> OWNER =
      PosixFilePermissions.fromString("rw-------");

  /** What it holds; nothing when it is not there. */
  Map<String, String> read() {
    var properties = new Properties();
    try {
      if (Files.exists(path)) {
        try (var in = Files.newInputStream(path)) {
          properties.load(in);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + path, e);
    }
    var values = new TreeMap<String, String>();
    properties.stringPropertyNames().forEach(n -> values.put(n, properties.getProperty(n)));
    return values;
  }

  /** Leaves a file alone that already says so. */
  void write(Map<String, String> values) {
    if (read().equals(values)) {
      return;
    }
    var properties = new Properties();
    properties.putAll(values);
    var draft = path.resolveSibling(path.getFileName() + ".new");
    try {
      Files.deleteIfExists(draft);
      Files.createFile(draft, PosixFilePermissions.asFileAttribute(OWNER));
      try (var out = Files.newOutputStream(draft, StandardOpenOption.WRITE)) {
        properties.store(out, "logins and tokens of this rehearsal");
      }
      Files.move(draft, path, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + path, e);
    }
  }
}
