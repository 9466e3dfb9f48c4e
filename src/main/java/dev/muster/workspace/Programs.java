package dev.muster.workspace;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Finds programs as the system does, so that one that is missing is told before all else. */
final class Programs {
  static final String USUAL = "/usr/local/bin:/usr/bin:/bin";

  /** ENOENT and EACCES, as Java words them: also of a script whose interpreter is not there. */
  private static final Pattern NOT_THERE = Pattern.compile("error[=:] ?(2|13)\\b");

  private Programs() {}

  /** The path under which a program is started in this folder; it holds a slash. */
  static String path(String program, Path folder) {
    return found(program, folder).orElseThrow(() -> new ProgramMissing(program, null));
  }

  /** Whether a program that did not start is itself to blame, and not this machine. */
  static boolean isMissing(String program, Path folder, IOException failed) {
    return found(program, folder).isEmpty()
        || NOT_THERE.matcher(String.valueOf(failed.getMessage())).find();
  }

  private static Optional<String> found(String program, Path folder) {
    if (program.contains("/")) {
      return Optional.of(program).filter(p -> isProgram(folder.resolve(p)));
    }
    var all = System.getenv().getOrDefault("PATH", USUAL);
    return Pattern.compile(File.pathSeparator, Pattern.LITERAL)
        .splitAsStream(all)
        .filter(place -> place.startsWith("/"))
        .flatMap(place -> Stream.of(Path.of(place, program)))
        .filter(Programs::isProgram)
        .findFirst()
        .map(Path::toString);
  }

  private static boolean isProgram(Path file) {
    return Files.isRegularFile(file) && Files.isExecutable(file);
  }
}
