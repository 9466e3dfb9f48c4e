package dev.muster.mcp;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.muster.plan.McpServer;
import dev.muster.plan.McpServer.Canary;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;

/** Hostile servers whose processes are known by their environment, whoever their parent is. */
final class Marked implements AutoCloseable {
  private final String mark = UUID.randomUUID().toString();

  /** One of hostile.mjs, called as a canary where it gets so far. */
  McpServer server(String what, int seconds) {
    return named(
        what, List.of(McpFixture.script("hostile").toString(), what), seconds, canary(what));
  }

  McpServer healthy(int seconds) {
    return named(
        "healthy",
        List.of(McpFixture.script("well-behaved").toString()),
        seconds,
        canary("no-call"));
  }

  private static Canary canary(String what) {
    var arguments = JsonNodeFactory.instance.objectNode().put("message", "hi");
    return what.endsWith("-call") ? new Canary("echo", arguments, "Echo: hi") : null;
  }

  private McpServer named(String name, List<String> args, int seconds, Canary canary) {
    return new McpServer(
        "hostile-" + name,
        "node",
        args,
        Map.of("MARK", mark),
        null,
        Map.of(),
        new McpServer.Expectation(null, List.of()),
        List.of(),
        List.of("echo"),
        null,
        false,
        seconds,
        null,
        null,
        null,
        canary,
        null);
  }

  /** Process ids that are still there; all that were ever started where there is no /proc. */
  List<String> alive() throws IOException {
    try (Stream<Path> entries = Files.list(Path.of("/proc"))) {
      return entries.filter(this::isMarked).map(p -> p.getFileName().toString()).toList();
    }
  }

  private boolean isMarked(Path entry) {
    try {
      byte[] environment = Files.readAllBytes(entry.resolve("environ"));
      return new String(environment, StandardCharsets.ISO_8859_1).contains("MARK=" + mark);
    } catch (IOException notOurs) {
      return false;
    }
  }

  /** Threads that serve a server's process; they get a moment to see that it is gone. */
  List<String> threads() throws InterruptedException {
    List<String> left = List.of();
    for (int n = 0; n < 250; n++) {
      left =
          Thread.getAllStackTraces().keySet().stream()
              .map(Thread::getName)
              .filter(name -> name.matches("mcp-(read|stderr|write|eof)-hostile-.*"))
              .toList();
      if (left.isEmpty()) {
        return left;
      }
      Thread.sleep(20);
    }
    return left;
  }

  /** A test that failed leaves nothing behind either. */
  @Override
  public void close() throws IOException {
    for (String pid : alive()) {
      ProcessHandle.of(Long.parseLong(pid)).ifPresent(ProcessHandle::destroyForcibly);
    }
  }
}
