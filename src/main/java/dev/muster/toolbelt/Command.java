package dev.muster.toolbelt;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;

/**
 * One process with everything that it starts: no shell, no inherited environment, no input, a time
 * and an output limit. Nothing of it is left when {@link #run} returns.
 */
final class Command {
  private static final Duration LAST_OUTPUT = Duration.ofSeconds(2);
  private final List<String> line;
  private final Path folder;
  private final Path homes;
  private final Duration limit;
  private final int outputBytes;

  Command(List<String> line, Path folder, Path homes, Duration limit, int outputBytes) {
    this.line = List.copyOf(line);
    this.folder = folder;
    this.homes = homes;
    this.limit = limit;
    this.outputBytes = outputBytes;
  }

  String run() throws IOException, InterruptedException {
    Files.createDirectories(homes);
    var home = Files.createTempDirectory(homes, "home.");
    try {
      return run(home);
    } finally {
      delete(home);
    }
  }

  private String run(Path home) throws IOException, InterruptedException {
    var process = start(home);
    var tree = new ProcessTree(process);
    var output = new CommandOutput(process.getInputStream(), outputBytes);
    try {
      process.getOutputStream().close();
      if (!tree.await(limit)) {
        tree.kill();
        output.await(LAST_OUTPUT);
        throw new ToolFailed(
            "stopped after " + limit.toSeconds() + " s, with all its processes\n" + output.text());
      }
    } finally {
      tree.kill();
    }
    output.await(LAST_OUTPUT);
    return "exit code " + process.exitValue() + "\n" + output.text();
  }

  private Process start(Path home) throws IOException {
    var builder = new ProcessBuilder(line).directory(folder.toFile()).redirectErrorStream(true);
    var environment = builder.environment();
    var path = environment.getOrDefault("PATH", "/usr/local/bin:/usr/bin:/bin");
    environment.clear();
    environment.put("PATH", path);
    environment.put("HOME", home.toString());
    environment.put("LANG", "C.UTF-8");
    try {
      return builder.start();
    } catch (IOException failed) {
      throw new ToolFailed("cannot start " + line.get(0) + ": is it installed?", failed);
    }
  }

  private static void delete(Path home) {
    try (var paths = Files.walk(home)) {
      paths.sorted(Comparator.reverseOrder()).forEach(path -> path.toFile().delete());
    } catch (IOException | UncheckedIOException gone) {
      // a private folder of a process that has ended: nothing depends on it
    }
  }
}
