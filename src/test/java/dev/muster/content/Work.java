package dev.muster.content;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A workspace in which a cassette's file tools are played, and over which real checks run. */
final class Work {

  record Checked(boolean accepted, String said) {}

  private final Path folder;

  /** A copy of the template of a task. */
  Work(Path folder, String template) throws IOException {
    this.folder = folder;
    copy(task(template).resolve("template"), folder);
  }

  /** Writes and edits what the cassette writes and edits; other tools leave files alone. */
  void play(Cassette cassette) throws IOException {
    for (var call : cassette.calls()) {
      if (call.name().equals("filesystem__write_file")) {
        write(call.argument("path"), call.argument("content"));
      } else if (call.name().equals("filesystem__edit_file")) {
        edit(call);
      }
    }
  }

  /** Runs one check over a copy, as Muster does. */
  Checked check(String task, String program, Path copy) throws Exception {
    copy(folder, copy);
    var files = task(task).resolve("checks").toAbsolutePath();
    var builder = new ProcessBuilder(List.of("node", files.resolve(program).toString()));
    builder.directory(copy.toFile()).redirectErrorStream(true);
    builder.environment().put("MUSTER_CHECK", files.toString());
    var process = builder.start();
    process.getOutputStream().close();
    var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (!process.waitFor(30, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      return new Checked(false, "no end within 30 s: " + said);
    }
    return new Checked(process.exitValue() == 0, said);
  }

  static Path task(String name) {
    return Cassette.PLANS.resolve("tasks").resolve(name);
  }

  private void edit(Cassette.Call call) throws IOException {
    var before = Files.readString(folder.resolve(call.argument("path")));
    var old = call.argument("old_text");
    var at = before.indexOf(old);
    if (at < 0 || before.indexOf(old, at + 1) >= 0) {
      throw new IllegalArgumentException(
          "not exactly once in " + call.argument("path") + ": " + old);
    }
    var after = before.substring(0, at) + call.argument("new_text");
    write(call.argument("path"), after + before.substring(at + old.length()));
  }

  private void write(String path, String content) throws IOException {
    var file = folder.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, content);
  }

  private static void copy(Path from, Path to) throws IOException {
    try (var paths = Files.walk(from)) {
      for (var path : paths.toList()) {
        var target = to.resolve(from.relativize(path).toString());
        if (Files.isDirectory(path)) {
          Files.createDirectories(target);
        } else {
          Files.copy(path, target);
        }
      }
    }
  }
}
