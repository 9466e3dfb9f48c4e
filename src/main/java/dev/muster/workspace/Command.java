package dev.muster.workspace;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * One process with everything that it starts, confined by an {@link Enclosure}: no shell, no
 * inherited environment, no input but a given file, a time and an output limit. Nothing of it is
 * left when {@link #run} returns.
 */
public final class Command {
  private static final Duration LAST_OUTPUT = Duration.ofSeconds(2);
  private final List<String> line;
  private final Path folder;
  private final Path homes;
  private final Duration limit;
  private final int outputBytes;
  private final Launcher launcher;
  private final Map<String, String> variables = new TreeMap<>();
  private final List<Path> readable = new ArrayList<>();
  private boolean apart;
  private Duration grace = Duration.ZERO;
  private CountedLines counted = CountedLines.NONE;
  private Path input;

  /**
   * How a command ended.
   *
   * @param exitCode null when it was stopped at its time limit
   * @param output of both streams, beginning and end where it was too long
   * @param errors the second stream, of a command that keeps them apart; else empty
   * @param stopped by {@link #stopAfter}, or it had gone over that when it ended by itself
   */
  public record Ended(Integer exitCode, String output, String errors, boolean stopped) {
    /** Of a command whose streams are one. */
    public Ended(Integer exitCode, String output) {
      this(exitCode, output, "", false);
    }
  }

  /**
   * A command that is not started yet.
   *
   * @param line program and arguments
   * @param folder where it runs and what it may write
   * @param homes folder below which it gets a private home for its time
   */
  public Command(
      List<String> line,
      Path folder,
      Path homes,
      Duration limit,
      int outputBytes,
      Enclosure enclosure) {
    this(line, folder, homes, limit, outputBytes, enclosure::launch);
  }

  /**
   * A program of the operator's own that no agent has written or chosen, such as an agent CLI: it
   * is not confined.
   */
  public static Command ofOperator(
      List<String> line, Path folder, Path homes, Duration limit, int outputBytes) {
    Launcher asItIs = (words, at, ignored, shown) -> new Launch(words, at, null);
    return new Command(line, folder, homes, limit, outputBytes, asItIs);
  }

  Command(
      List<String> line,
      Path folder,
      Path homes,
      Duration limit,
      int outputBytes,
      Launcher launcher) {
    this.line = List.copyOf(line);
    this.folder = folder;
    this.homes = homes;
    this.limit = limit;
    this.outputBytes = outputBytes;
    this.launcher = launcher;
  }

  /** Adds one variable to the otherwise empty environment. */
  public Command with(String name, String value) {
    variables.put(name, value);
    return this;
  }

  /** Keeps what it writes to its second stream out of its output. */
  public Command apart() {
    this.apart = true;
    return this;
  }

  /** Is told to end, and given so long for it, before it is killed. */
  public Command asked(Duration grace) {
    this.grace = grace;
    return this;
  }

  /** Ends it once more than so many of its output's lines hold this text. */
  public Command stopAfter(String text, int lines) {
    this.counted = new CountedLines(text, lines);
    return this;
  }

  /** Reads this file as its input: an argument may have 128 KiB at most. */
  public Command fed(Path file) {
    this.input = file;
    return this;
  }

  /** Lets it read something that is Muster's. */
  public Command reading(Path path) {
    readable.add(path);
    return this;
  }

  /**
   * Runs it to its end or its limit. Throws {@link ProgramMissing} when there is no such program,
   * {@link ProgramNotStarted} when it cannot start for another reason, and {@link CommandsRefused}
   * when it cannot be confined.
   */
  public Ended run() {
    try {
      var home = home();
      try (var launch = launch(home)) {
        return run(launch, home);
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

  private Path home() {
    try {
      Files.createDirectories(homes);
      return Files.createTempDirectory(homes, "home.").toRealPath();
    } catch (IOException e) {
      throw notStarted(e);
    }
  }

  private Launch launch(Path home) {
    try {
      return launcher.launch(line, folder, homes, shown(home));
    } catch (IOException e) {
      throw notStarted(e);
    }
  }

  private ProgramNotStarted notStarted(IOException e) {
    return new ProgramNotStarted(line.get(0) + " cannot be started: " + e, e);
  }

  private List<Shown> shown(Path home) throws IOException {
    var shown = new ArrayList<Shown>();
    shown.add(Shown.writable(folder.toRealPath()));
    shown.add(Shown.writable(home));
    for (var path : readable) {
      shown.add(Shown.readable(path.toRealPath()));
    }
    return shown;
  }

  private Ended run(Launch launch, Path home) throws IOException, InterruptedException {
    var process = start(launch, home);
    var tree = new ProcessTree(process);
    var output = new CommandOutput(process.getInputStream(), outputBytes, counted);
    var errors = new CommandOutput(process.getErrorStream(), outputBytes, CountedLines.NONE);
    boolean inTime;
    try {
      process.getOutputStream().close();
      inTime = tree.await(limit, counted::reached);
    } finally {
      tree.end(grace);
    }
    output.await(LAST_OUTPUT);
    errors.await(LAST_OUTPUT);
    if (!inTime) {
      return stopped(output, errors);
    }
    if (!launch.reachedProgram()) {
      throw new CommandsRefused(
          "cannot confine " + line.get(0) + ", so it was not started: " + output.text().strip());
    }
    return new Ended(process.exitValue(), output.text(), errors.text(), counted.reached());
  }

  private Ended stopped(CommandOutput output, CommandOutput errors) {
    var note = "stopped after " + limit.toSeconds() + " s, with all its processes\n";
    return new Ended(
        null, apart ? output.text() : note + output.text(), errors.text(), counted.reached());
  }

  private Process start(Launch launch, Path home) throws IOException {
    var builder =
        new ProcessBuilder(launch.line())
            .directory(launch.folder().toFile())
            .redirectErrorStream(!apart);
    if (input != null) {
      builder.redirectInput(input.toFile());
    }
    var environment = builder.environment();
    var path = environment.getOrDefault("PATH", Programs.USUAL);
    environment.clear();
    environment.put("PATH", path);
    environment.put("HOME", home.toString());
    environment.put("LANG", "C.UTF-8");
    environment.putAll(variables);
    try {
      return builder.start();
    } catch (IOException failed) {
      if (launch.stand() == null && Programs.isMissing(line.get(0), folder, failed)) {
        throw new ProgramMissing(line.get(0), failed);
      }
      var program = launch.line().get(0);
      throw new ProgramNotStarted(ProgramMissing.text(program) + " " + failed.getMessage(), failed);
    }
  }

  private static void delete(Path home) {
    try {
      Trees.delete(home);
    } catch (IOException | UncheckedIOException gone) {
      // a private folder of a process that has ended: nothing depends on it
    }
  }
}
