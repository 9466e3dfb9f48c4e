package dev.muster.workspace;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/** What is mounted on this machine and can be written to, by its place. */
final class MountPoints {
  private static final Path TABLE = Path.of("/proc/self/mountinfo");
  private static final Pattern OCTAL = Pattern.compile("\\\\([0-7]{3})");
  private static final int PLACE = 4;
  private static final int OPTIONS = 5;

  private MountPoints() {}

  static List<Path> writable() throws IOException {
    return Files.readAllLines(TABLE).stream()
        .map(line -> line.split(" "))
        .filter(fields -> fields[OPTIONS].startsWith("rw"))
        .map(fields -> Path.of(plain(fields[PLACE])))
        .distinct()
        .toList();
  }

  private static String plain(String escaped) {
    return OCTAL
        .matcher(escaped)
        .replaceAll(
            found ->
                java.util.regex.Matcher.quoteReplacement(
                    String.valueOf((char) Integer.parseInt(found.group(1), 8))));
  }
}
