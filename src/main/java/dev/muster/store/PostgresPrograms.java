package dev.muster.store;

import com.sun.security.auth.module.UnixSystem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Runs initdb and pg_ctl, each for a bounded time and without our environment, which may hold keys.
 * PostgreSQL refuses root by user id; inside a user namespace of its own it sees "nobody", while
 * the files stay ours.
 *
 * @param home the folder that holds bin
 * @param output where a program's words go until they are needed for a message
 */
record PostgresPrograms(Path home, Path output) {
  private static final List<String> AS_NOBODY = List.of("unshare", "-U", "--");
  private static final int MOST_OUTPUT = 100_000;

  /** What a program said, and how it ended. */
  record Ended(int code, String output) {
    boolean well() {
      return code == 0;
    }

    String lastLine() {
      List<String> lines = output.lines().filter(line -> !line.isBlank()).toList();
      return lines.isEmpty() ? "exit code " + code : lines.get(lines.size() - 1).strip();
    }
  }

  Ended run(int seconds, String program, String... arguments) {
    boolean root = new UnixSystem().getUid() == 0;
    List<String> command = new ArrayList<>(root ? asNobody(AS_NOBODY) : List.of());
    command.add(home.resolve("bin").resolve(program).toString());
    command.addAll(List.of(arguments));
    try {
      return execute(seconds, command);
    } catch (IOException e) {
      throw new DatabaseDidNotStart("could not be run", output, e.getMessage());
    }
  }

  /** The prefix that sets root aside, tried before it is relied on. */
  List<String> asNobody(List<String> prefix) {
    List<String> trial = new ArrayList<>(prefix);
    trial.add("true");
    try {
      Ended tried = execute(10, trial);
      if (tried.well()) {
        return prefix;
      }
      throw new PostgresRefusesRoot(tried.lastLine());
    } catch (IOException e) {
      throw new PostgresRefusesRoot(e.getMessage());
    }
  }

  private Ended execute(int seconds, List<String> command) throws IOException {
    // Into a file: a server that lives on would keep a pipe open, and reading it would not end.
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(output.getParent().toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    String path = System.getenv().getOrDefault("PATH", "/usr/bin:/bin");
    builder.environment().clear();
    builder.environment().putAll(Map.of("PATH", path, "LC_ALL", "C", "TZ", "UTC"));
    Process process = builder.start();
    process.getOutputStream().close();
    return ended(process, seconds);
  }

  private Ended ended(Process process, int seconds) throws IOException {
    try {
      if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        return new Ended(-1, "no end after " + seconds + " s");
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
      return new Ended(-1, "interrupted");
    }
    String said = new String(Files.readAllBytes(output), StandardCharsets.UTF_8);
    return new Ended(process.exitValue(), said.substring(Math.max(0, said.length() - MOST_OUTPUT)));
  }
}
