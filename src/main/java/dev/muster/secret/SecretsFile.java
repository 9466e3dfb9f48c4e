package dev.muster.secret;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * {@code $MUSTER_DATA/secrets.env}: lines of KEY=VALUE, comments with #, readable for its owner
 * only. Read anew at each use, so that a person can add a value while Muster runs.
 */
public final class SecretsFile {
  private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rw-------");

  private final Path file;

  SecretsFile(Path file) {
    this.file = file;
  }

  /** Another file of the same kind, such as a login; throws like {@link #check} when read. */
  public static SecretsFile at(Path file) {
    return new SecretsFile(file);
  }

  /** Throws {@link SecretsFileUnusable} when the file is there and may not be used. */
  public void check() {
    values();
  }

  /** Where it is, or would be. */
  Path path() {
    return file.toAbsolutePath().normalize();
  }

  /** Writes one value; the other lines stay as they are. */
  public synchronized void store(String name, String value) {
    if (!NAME.matcher(name).matches() || value.lines().count() > 1) {
      throw new IllegalArgumentException("Not a name, or a value of several lines: " + name);
    }
    values();
    try {
      List<String> lines = lines();
      lines.removeIf(line -> name.equals(keyOf(line)));
      lines.add(name + "=" + quoted(value));
      replace(String.join("\n", lines) + "\n");
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  /** The value of one name, or empty. */
  public Optional<String> find(String name) {
    return Optional.ofNullable(values().get(name));
  }

  Map<String, String> values() {
    try {
      List<String> lines = lines();
      refuseExposed();
      Map<String, String> values = new LinkedHashMap<>();
      for (int n = 0; n < lines.size(); n++) {
        read(lines.get(n), n + 1, values);
      }
      return values;
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  private List<String> lines() throws IOException {
    return Files.exists(file) ? new ArrayList<>(Files.readAllLines(file)) : new ArrayList<>();
  }

  private void refuseExposed() throws IOException {
    if (Files.exists(file)) {
      Set<PosixFilePermission> mode = Files.getPosixFilePermissions(file);
      if (!OWNER_ONLY.containsAll(mode)) {
        throw new SecretsFileExposed(file, PosixFilePermissions.toString(mode));
      }
    }
  }

  private void read(String line, int number, Map<String, String> values) {
    if (line.isBlank() || line.stripLeading().startsWith("#")) {
      return;
    }
    String key = keyOf(line);
    if (key == null) {
      throw new SecretsFileMalformed(file, number);
    }
    values.put(key, unquoted(line.substring(line.indexOf('=') + 1).strip()));
  }

  private static String keyOf(String line) {
    int equals = line.indexOf('=');
    String key = equals < 0 ? "" : line.substring(0, equals).strip();
    return NAME.matcher(key).matches() ? key : null;
  }

  private static boolean isQuoted(String text) {
    return text.length() > 1 && text.matches("(?s)\".*\"|'.*'");
  }

  private static String unquoted(String text) {
    return isQuoted(text) ? text.substring(1, text.length() - 1) : text;
  }

  private static String quoted(String value) {
    boolean asIs = value.equals(value.strip()) && !isQuoted(value);
    return asIs ? value : '"' + value + '"';
  }

  private void replace(String content) throws IOException {
    Path fresh = file.resolveSibling(file.getFileName() + ".new");
    Files.createDirectories(file.toAbsolutePath().getParent());
    Files.deleteIfExists(fresh);
    Files.createFile(fresh, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
    Files.writeString(fresh, content);
    Files.move(fresh, file, ATOMIC_MOVE, REPLACE_EXISTING);
  }

  private SecretsFileMalformed unreadable(IOException e) {
    return new SecretsFileMalformed(file, "cannot be used: " + e.getClass().getSimpleName());
  }
}
