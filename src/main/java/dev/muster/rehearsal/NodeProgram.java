package dev.muster.rehearsal;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A Node program that serves HTTP on 127.0.0.1 and prints {@code listening on PORT}. Its standard
 * input is a pipe of ours: it ends when we do, even by kill -9, if it ends with its input.
 */
public final class NodeProgram implements AutoCloseable {
  private static final Pattern LISTENING = Pattern.compile("listening on (\\d{1,5})");
  private static final Duration START = Duration.ofSeconds(20);
  private static final int STOP_SECONDS = 2;
  private static final int LAST_LINES = 10;
  private static final int LINE_LENGTH = 500;

  private final Process process;
  private final CompletableFuture<Integer> port = new CompletableFuture<>();
  private final Deque<String> lastLines = new ArrayDeque<>();

  private NodeProgram(Process process) {
    this.process = process;
  }

  /** Throws {@link NodeMissing} when no program could be started here. */
  public static void requireNode() {
    Node.find(System.getenv().getOrDefault("PATH", ""));
  }

  /**
   * Starts a program with an environment that holds PATH and the given variables only, and waits
   * until it listens.
   */
  public static NodeProgram start(Path program, Map<String, String> environment) {
    return start(program, environment, System.getenv().getOrDefault("PATH", ""));
  }

  static NodeProgram start(Path program, Map<String, String> environment, String path) {
    var node = Node.find(path);
    var builder = new ProcessBuilder(List.of(node.toString(), program.toString(), "0"));
    builder.environment().clear();
    builder.environment().put("PATH", path);
    builder.environment().putAll(environment);
    builder.redirectErrorStream(true);
    try {
      var started = new NodeProgram(builder.start());
      started.listen(program);
      return started;
    } catch (IOException e) {
      throw new ProgramSilent(program + " does not start: " + e.getMessage());
    }
  }

  /** Where it listens. */
  public String url() {
    return "http://127.0.0.1:" + port.join();
  }

  /** Stops the program and every process that it started. */
  @Override
  public void close() {
    var tree = Stream.concat(process.descendants(), Stream.of(process.toHandle())).toList();
    tree.forEach(ProcessHandle::destroy);
    for (var one : tree) {
      try {
        one.onExit().get(STOP_SECONDS, TimeUnit.SECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        one.destroyForcibly();
      } catch (ExecutionException | TimeoutException e) {
        one.destroyForcibly();
      }
    }
  }

  private void listen(Path program) {
    var reader = new Thread(this::read, "rehearsal-node-output");
    reader.setDaemon(true);
    reader.start();
    try {
      port.get(START.toSeconds(), TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      close();
      Thread.currentThread().interrupt();
      throw new ProgramSilent(program + ": the start was interrupted");
    } catch (ExecutionException | TimeoutException e) {
      close();
      throw new ProgramSilent(program + " did not print 'listening on PORT'; it said: " + said());
    }
  }

  /** Reads to the end: a program whose output nobody reads would stop at a full pipe. */
  private void read() {
    try (var lines =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (var line = lines.readLine(); line != null; line = lines.readLine()) {
        keep(line);
      }
    } catch (IOException ended) {
      // The process is gone, and its last lines are kept.
    }
    port.completeExceptionally(new IOException("ended"));
  }

  private void keep(String line) {
    var listening = LISTENING.matcher(line);
    if (listening.matches()) {
      port.complete(Integer.valueOf(listening.group(1)));
    }
    synchronized (lastLines) {
      lastLines.addLast(line.substring(0, Math.min(line.length(), LINE_LENGTH)));
      if (lastLines.size() > LAST_LINES) {
        lastLines.removeFirst();
      }
    }
  }

  private String said() {
    synchronized (lastLines) {
      return lastLines.isEmpty() ? "nothing" : String.join(" | ", lastLines);
    }
  }
}
