package dev.muster.workspace;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * One process with everything that it starts: no shell, no inherited environment, no input, a time
 * and an output limit. Nothing of it is left when {@link #run} returns.
 */
public final class Command {
  private static final Duration LAST_OUTPUT = Duration.ofSeconds(2);
  private final List<String> line;
  private final Path folder;
  private final Path homes;
  private final Duration limit;
  private final int outputBytes;
  private final Map<String, String> variables = new TreeMap<>();

  /**
   * How a command ended.
   *
   * @param exitCode null when it was stopped at its time limit
   * @param output of both streams, beginning and end where it was too long
   */
  public record Ended(Integer exitCode, String output) {}

  /**
   * A command that is not started yet.
   *
   * @param line program and arguments
   * @param folder where it runs
   * @param homes folder below which it gets a private home for its time
   */
  public Command(List<String> line, Path folder, Path homes, Duration limit, int outputBytes) {
    this.line = List.copyOf(line);
    this.folder = folder;
    this.homes = homes;
    this.limit = limit;
    this.outputBytes = outputBytes;
  }

  /** Adds one variable to the otherwise empty environment. */
  public Command with(String name, String value) {
    variables.put(name, value);
    return this;
  }

  /** Runs it to its end or its limit. Throws {@link UncheckedIOException} when it cannot start. */
  public Ended run() {
    try {
      Files.createDirectories(homes);
      var home = Files.createTempDirectory(homes, "home.");
      try {
        return run(home);
      } finally {
        delete(home);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Ended(null, "interrupted");
    }
  }

  private Ended run(Path home) throws IOException, InterruptedException {
    var process = start(home);
    var tree = new ProcessTree(process);
    var output = new CommandOutput(process.getInputStream(), outputBytes);
    try {
      process.getOutputStream().close();
      if (!tree.await(limit)) {
        tree.kill();
        output.await(LAST_OUTPUT);
        return new Ended(
            null,
            "stopped after " + limit.toSeconds() + " s, with all its processes\n" + output.text());
      }
    } finally {
      tree.kill();
    }
    output.await(LAST_OUTPUT);
    return new Ended(process.exitValue(), output.text());
  }

  private Process start(Path home) throws IOException {
    var builder = new ProcessBuilder(line).directory(folder.toFile()).redirectErrorStream(true);
    var environment = builder.environment();
    var path = environment.getOrDefault("PATH", "/usr/local/bin:/usr/bin:/bin");
    environment.clear();
    environment.put("PATH", path);
    environment.put("HOME", home.toString());
    environment.put("LANG", "C.UTF-8");
    environment.putAll(variables);
    try {
      return builder.start();
    } catch (IOException failed) {
      throw new IOException("cannot start " + line.get(0) + ": is it installed?", failed);
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
