package dev.muster.rehearsal;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** Finds Node on a PATH and makes sure that it is new enough. */
final class Node {
  private static final int OLDEST = 20;
  private static final int ANSWER_SECONDS = 10;
  private static final Pattern VERSION = Pattern.compile("v(\\d+)\\..*", Pattern.DOTALL);

  private Node() {}

  static Path find(String path) {
    var program =
        Arrays.stream(path.split(File.pathSeparator))
            .filter(folder -> !folder.isEmpty())
            .map(folder -> Path.of(folder, "node"))
            .filter(Files::isExecutable)
            .filter(Files::isRegularFile)
            .findFirst()
            .orElseThrow(() -> new NodeMissing("there is no program 'node'"));
    var version = version(program);
    var numbers = VERSION.matcher(version);
    if (!numbers.matches() || Integer.parseInt(numbers.group(1)) < OLDEST) {
      throw new NodeMissing(program + " is " + (version.isBlank() ? "silent" : version.strip()));
    }
    return program;
  }

  private static String version(Path program) {
    try {
      var process = new ProcessBuilder(program.toString(), "--version").start();
      process.getOutputStream().close();
      if (!process.waitFor(ANSWER_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new NodeMissing(program + " did not tell its version");
      }
      var said = process.getInputStream().readNBytes(100);
      return new String(said, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new NodeMissing(program + " does not start");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new NodeMissing("the search was interrupted");
    }
  }
}
