package dev.muster.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.muster.Muster;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * A place of its own where Muster runs as a process of its own, from the command line: a checkout's
 * plans and a data folder. All that is asserted comes from exit codes, output and files.
 */
final class ChildMuster {
  private static final long LONGEST_MINUTES = 8;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path root;
  private final Map<String, String> environment = new TreeMap<>();
  private Class<?> program = Muster.class;

  /**
   * How a command ended.
   *
   * @param output of both streams
   */
  record Ended(int code, String output) {
    List<String> lines() {
      return output.lines().filter(line -> !line.isBlank()).toList();
    }
  }

  private ChildMuster(Path root) {
    this.root = root;
  }

  /** A new place with a copy of this checkout's plans. */
  static ChildMuster in(Path folder) {
    try {
      var root = Files.createDirectories(folder).toRealPath();
      copy(Path.of("plans"), root.resolve("home/plans"));
      return new ChildMuster(root)
          .with("MUSTER_DATA", root.resolve("data").toString())
          .with("SERVER_PORT", "0");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    try (var files = Files.walk(from)) {
      for (var file : files.toList()) {
        Files.createDirectories(to.resolve(from.relativize(file)).getParent());
        Files.copy(file, to.resolve(from.relativize(file)));
      }
    }
  }

  ChildMuster with(String variable, String value) {
    environment.put(variable, value);
    return this;
  }

  /** With another main class: a rehearsal in a world that no flag can make. */
  ChildMuster running(Class<?> other) {
    program = other;
    var file = other.getName().replace('.', '/') + ".class";
    var alone = root.resolve("classes").resolve(file);
    try (var bytes = other.getClassLoader().getResourceAsStream(file)) {
      Files.createDirectories(alone.getParent());
      Files.copy(bytes, alone, StandardCopyOption.REPLACE_EXISTING);
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The rehearsal's data folder. */
  Path data() {
    return root.resolve("data/rehearsal");
  }

  Path plans() {
    return root.resolve("home/plans");
  }

  Process start(String... words) {
    var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    var line = new ArrayList<>(List.of(java, "-Xmx256m", "-XX:+UseSerialGC"));
    line.addAll(List.of("-XX:TieredStopAtLevel=1", "-Dmuster.home=" + root.resolve("home")));
    line.addAll(List.of("-cp", classes(), program.getName()));
    line.addAll(List.of(words));
    try {
      var builder = new ProcessBuilder(line).redirectErrorStream(true);
      builder.environment().keySet().removeIf(name -> name.startsWith("MUSTER_"));
      builder.environment().putAll(environment);
      return builder.redirectOutput(ProcessBuilder.Redirect.appendTo(output())).start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Without the tests' classes: Muster would find their beans. */
  private String classes() {
    var path = new ArrayList<>(List.of(root.resolve("classes").toString()));
    for (var part : System.getProperty("java.class.path").split(File.pathSeparator)) {
      if (!part.endsWith("test-classes")) {
        path.add(Path.of(part).toAbsolutePath().toString());
      }
    }
    return String.join(File.pathSeparator, path);
  }

  private File output() {
    return root.resolve("output.txt").toFile();
  }

  Ended run(String... words) {
    try {
      Files.deleteIfExists(output().toPath());
      return await(start(words));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** As Ctrl-C or TERM would, once it has said this. */
  Ended stoppedAt(String said, String... words) {
    return stoppedAfter(said, begun -> {}, () -> {}, words);
  }

  /**
   * The same, with work of ours before it is stopped.
   *
   * @param begun gets the process at once
   */
  Ended stoppedAfter(String said, Consumer<Process> begun, Runnable work, String... words) {
    var process = start(words);
    begun.accept(process);
    try {
      while (!said().contains(said) && !process.waitFor(100, TimeUnit.MILLISECONDS)) {}
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    try {
      work.run();
    } finally {
      process.destroy();
    }
    return await(process);
  }

  Ended await(Process process) {
    try {
      if (!process.waitFor(LONGEST_MINUTES, TimeUnit.MINUTES)) {
        process.destroyForcibly();
        throw new AssertionError("Muster did not end; it said:\n" + said());
      }
      return new Ended(process.exitValue(), said());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      process.destroyForcibly();
      throw new IllegalStateException(e);
    }
  }

  /** What it has printed up to now. */
  String said() {
    try {
      return Files.exists(output().toPath()) ? Files.readString(output().toPath()) : "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  JsonNode status(String folder) {
    try {
      return JSON.readTree(root.resolve(folder).resolve("status.json").toFile());
    } catch (IOException e) {
      throw new UncheckedIOException("no report; Muster said:\n" + said(), e);
    }
  }

  Path place(String name) {
    return root.resolve(name);
  }

  /** Every file below the clients' homes with its content. */
  Map<String, String> homes() {
    var homes = data().resolve("homes");
    var found = new TreeMap<String, String>();
    if (!Files.isDirectory(homes)) {
      return found;
    }
    try (var files = Files.walk(homes)) {
      for (var file : files.filter(Files::isRegularFile).toList()) {
        found.put(homes.relativize(file).toString(), Files.readString(file));
      }
      return found;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A file that was in a client's home before Muster came. */
  void owns(String file, String text) {
    try {
      var path = data().resolve("homes").resolve(file);
      Files.createDirectories(path.getParent());
      Files.writeString(path, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Processes that work in this place, or were started with a path of it: all are ours. */
  List<String> processes() {
    return ProcessHandle.allProcesses()
        .filter(process -> process.pid() != ProcessHandle.current().pid())
        .filter(this::isOurs)
        .map(process -> process.pid() + " " + process.info().commandLine().orElse("?"))
        .toList();
  }

  private boolean isOurs(ProcessHandle process) {
    var named = process.info().commandLine().filter(line -> line.contains(root.toString()));
    return process.isAlive() && (named.isPresent() || worksHere(process));
  }

  private boolean worksHere(ProcessHandle process) {
    var link = Path.of("/proc/" + process.pid() + "/cwd");
    try {
      return Files.exists(link, LinkOption.NOFOLLOW_LINKS)
          && Files.readSymbolicLink(link).startsWith(root);
    } catch (IOException goneOrNotOurs) {
      return false;
    }
  }
}
