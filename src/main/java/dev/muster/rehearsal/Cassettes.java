package dev.muster.rehearsal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The cassettes of a rehearsal by role and task. */
public final class Cassettes {
  private final Map<String, Cassette> byKey;

  private Cassettes(Map<String, Cassette> byKey) {
    this.byKey = Map.copyOf(byKey);
  }

  /** Reads {@code <role>.<task>.yaml} files; other files are left alone. */
  public static Cassettes of(Map<String, byte[]> files) {
    return of(files, Map.of());
  }

  /** Like {@link #of(Map)}; a file of the overlay takes the place of the one with its name. */
  public static Cassettes of(Map<String, byte[]> files, Map<String, byte[]> overlay) {
    var merged = new TreeMap<>(files);
    merged.putAll(overlay);
    merged.keySet().removeIf(name -> !name.endsWith(".yaml") && !name.endsWith(".yml"));
    var read = new TreeMap<String, Cassette>();
    var problems = new ArrayList<String>();
    merged.forEach(
        (name, bytes) -> {
          var label = overlay.containsKey(name) ? "overlay/" + name : name;
          readInto(read, problems, new CassetteReader(name, label), bytes);
        });
    if (!problems.isEmpty()) {
      throw new CassettesInvalid(problems);
    }
    return new Cassettes(read);
  }

  /** Reads a folder. */
  public static Cassettes of(Path folder) {
    return of(folderFiles(folder));
  }

  /** Reads a folder with another one laid over it. */
  public static Cassettes of(Path folder, Path overlay) {
    return of(folderFiles(folder), folderFiles(overlay));
  }

  /** The cassette of a role and task. */
  public Optional<Cassette> find(String role, String task) {
    return Optional.ofNullable(byKey.get(key(role, task)));
  }

  /** How many there are. */
  public int size() {
    return byKey.size();
  }

  private static void readInto(
      Map<String, Cassette> read, List<String> problems, CassetteReader reader, byte[] bytes) {
    try {
      var cassette = reader.read(bytes);
      read.put(key(cassette.role(), cassette.task()), cassette);
    } catch (CassettesInvalid broken) {
      problems.addAll(broken.problems());
    }
  }

  private static String key(String role, String task) {
    return role + "." + task;
  }

  private static Map<String, byte[]> folderFiles(Path folder) {
    try (var paths = Files.walk(folder)) {
      var files = new TreeMap<String, byte[]>();
      for (var path : paths.filter(Files::isRegularFile).toList()) {
        var name = folder.relativize(path).toString().replace('\\', '/');
        files.put(name, Files.readAllBytes(path));
      }
      return files;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the cassettes in " + folder, e);
    }
  }
}
