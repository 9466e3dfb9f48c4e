package dev.muster.workspace;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Finds programs as the system does, so that one that is missing is told before all else. */
final class Programs {
  static final String USUAL = "/usr/local/bin:/usr/bin:/bin";

  private Programs() {}

  /** The path under which a program is started in this folder; it holds a slash. */
  static String path(String program, Path folder) throws IOException {
    if (program.contains("/")) {
      return found(program, folder.resolve(program));
    }
    var all = System.getenv().getOrDefault("PATH", USUAL);
    return Pattern.compile(File.pathSeparator, Pattern.LITERAL)
        .splitAsStream(all)
        .filter(place -> place.startsWith("/"))
        .flatMap(place -> Stream.of(Path.of(place, program)))
        .filter(Programs::isProgram)
        .findFirst()
        .orElseThrow(() -> missing(program, null))
        .toString();
  }

  private static String found(String program, Path file) throws IOException {
    if (!isProgram(file)) {
      throw missing(program, null);
    }
    return program;
  }

  private static boolean isProgram(Path file) {
    return Files.isRegularFile(file) && Files.isExecutable(file);
  }

  static IOException missing(String program, Throwable cause) {
    return new IOException("cannot start " + program + ": is it installed?", cause);
  }
}
