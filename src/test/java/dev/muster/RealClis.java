package dev.muster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.plan.Client.Kind;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The CLIs and servers that {@code mvn verify -Pclis} has installed, in exactly the versions of
 * {@code src/npm/clis/package-lock.json}.
 */
public final class RealClis {
  private static final Path BIN = Path.of("target/clis/node_modules/.bin").toAbsolutePath();
  private static final Duration LIMIT = Duration.ofSeconds(90);

  private static final ThreadLocal<Map<String, String>> MORE = ThreadLocal.withInitial(Map::of);

  private RealClis() {}

  /** What a CLI wrote. */
  public record Answer(int exitCode, String stdout, String stderr) {
    /** Without colours. */
    public String all() {
      return (stdout + stderr).replaceAll("\u001B\\[[0-9;]*m", "");
    }
  }

  /** A program of an installed package. */
  public static Path program(String name) {
    Path program = BIN.resolve(name);
    assertThat(program).as("installed by mvn verify -Pclis").isExecutable();
    return program;
  }

  /** The program of a CLI as a plan names it. */
  public static String command(Kind kind) {
    return program(
            switch (kind) {
              case QWEN_CODE -> "qwen";
              case GEMINI_CLI -> "gemini";
              default -> "copilot";
            })
        .toString();
  }

  /** The version in which it is installed. */
  public static String version(Kind kind) {
    return switch (kind) {
      case QWEN_CODE -> "0.24.4";
      case GEMINI_CLI -> "0.61.0";
      default -> "1.0.102";
    };
  }

  /** The Node that the CLIs want; on a system without such a package, the system's own. */
  public static String node() {
    return Files.isExecutable(BIN.resolve("node")) ? program("node").toString() : "node";
  }

  /** What is done while these variables are in the CLIs' environment. */
  public interface Doing<T> {
    T run() throws IOException;
  }

  /** With these variables in the CLIs' environment besides those that stand there always. */
  public static <T> T with(Map<String, String> variables, Doing<T> doing) throws IOException {
    Map<String, String> before = MORE.get();
    MORE.set(variables);
    try {
      return doing.run();
    } finally {
      MORE.set(before);
    }
  }

  /** Runs a CLI as its user would, in a home of its own. */
  public static Answer run(Path home, String... line) {
    try {
      Path own = Files.createDirectories(home.resolve("own"));
      List<String> command = new ArrayList<>(List.of(line));
      command.set(0, program(line[0]).toString());
      Process process = start(command, environment(home), own);
      process.getOutputStream().close();
      boolean ended = process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS);
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
      assertThat(ended).as("%s ends", command).isTrue();
      return new Answer(
          process.exitValue(),
          Files.readString(own.resolve("stdout")),
          Files.readString(own.resolve("stderr")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Map<String, String> environment(Path home) {
    Map<String, String> all = new HashMap<>(MORE.get());
    all.putAll(
        Map.of(
            "PATH",
            BIN + File.pathSeparator + System.getenv("PATH"),
            "HOME",
            home.toString(),
            "GEMINI_CLI_TRUST_WORKSPACE",
            "true",
            "COPILOT_AUTO_UPDATE",
            "false",
            "MCPORTER_DISABLE_KEEPALIVE",
            "*"));
    return all;
  }

  private static Process start(List<String> command, Map<String, String> env, Path folder)
      throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
    builder.environment().clear();
    builder.environment().putAll(env);
    return builder
        .redirectOutput(folder.resolve("stdout").toFile())
        .redirectError(folder.resolve("stderr").toFile())
        .start();
  }

  /** server-everything over HTTP, until it is closed. */
  public static Served serveEverything(Path folder) throws IOException, InterruptedException {
    int port = freePort();
    Process process =
        start(
            List.of(node(), program("mcp-server-everything").toString(), "streamableHttp"),
            Map.of("PATH", System.getenv("PATH"), "PORT", String.valueOf(port)),
            Files.createDirectories(folder));
    await(process, port);
    return new Served(process, "http://127.0.0.1:" + port + "/mcp");
  }

  /** Until a server listens. */
  public static void await(Process process, int port) throws InterruptedException {
    for (int n = 0; n < 600 && process.isAlive() && !answers(port); n++) {
      Thread.sleep(50);
    }
    assertThat(process.isAlive()).as("the server listens").isTrue();
  }

  private static boolean answers(int port) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException notYet) {
      return false;
    }
  }

  /** A port that was free a moment ago. */
  public static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /** A server that runs by itself. */
  public record Served(Process process, String url) implements AutoCloseable {
    @Override
    public void close() {
      process.destroyForcibly();
    }
  }
}
