package dev.muster.workspace;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Tries once, at the first use, whether this machine can confine: with a program that looks for a
 * file which it must not see. Answers what is in the way, or empty.
 */
final class Trial implements Supplier<Optional<String>> {
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private final Launcher inside;
  private final Path homes;
  private Optional<String> obstacle;

  Trial(Launcher inside, Path homes) {
    this.inside = inside;
    this.homes = homes;
  }

  @Override
  public synchronized Optional<String> get() {
    if (obstacle == null) {
      obstacle = tried();
    }
    return obstacle;
  }

  private Optional<String> tried() {
    try {
      Files.createDirectories(homes);
      var secret = Files.createTempFile(homes, "secret.", "").toRealPath();
      var folder = Files.createTempDirectory(homes, "trial.").toRealPath();
      try {
        return run(List.of("sh", "-c", "test ! -e \"$1\"", "sh", secret.toString()), folder);
      } finally {
        Trees.delete(folder);
        Files.deleteIfExists(secret);
      }
    } catch (IOException | UncheckedIOException | CommandsRefused failed) {
      return Optional.of(failed.getMessage());
    }
  }

  private Optional<String> run(List<String> line, Path folder) {
    var ended = new Command(line, folder, homes, LIMIT, 2000, inside).run();
    return ended.exitCode() != null && ended.exitCode() == 0
        ? Optional.empty()
        : Optional.of("what was covered could be seen, or nothing could: " + ended.output());
  }
}
