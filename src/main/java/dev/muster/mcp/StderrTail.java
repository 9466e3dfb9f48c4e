package dev.muster.mcp;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** Drains a server's stderr and keeps its last lines, which usually say why it ended. */
final class StderrTail {
  private static final int LINES = 20;
  private static final int LINE_BYTES = 500;
  private final Deque<String> lines = new ArrayDeque<>();
  private final UnaryOperator<String> clean;
  private final Thread reader;

  /**
   * @param clean for each line by itself: where lines are joined, half a secret is not recognised;
   *     asked when somebody reads, so that a flood costs no more than its last lines
   */
  StderrTail(String server, InputStream stderr, UnaryOperator<String> clean) {
    this.clean = clean;
    reader = new Thread(() -> drain(stderr), "mcp-stderr-" + server);
    reader.setDaemon(true);
    reader.start();
  }

  private void drain(InputStream stderr) {
    BoundedLines in = new BoundedLines(stderr, LINE_BYTES);
    try {
      for (String line = in.next(); line != null; line = in.next()) {
        keep(line);
      }
    } catch (IOException closed) {
      // The process is gone; what was read stays.
    }
  }

  private synchronized void keep(String line) {
    if (!line.isBlank()) {
      if (lines.size() == LINES) {
        lines.removeFirst();
      }
      lines.addLast(line.strip());
    }
  }

  /** Waits a moment for what a process said last before it ended. */
  void await() throws InterruptedException {
    reader.join(200);
  }

  synchronized String last() {
    return lines.isEmpty() ? "" : clean.apply(lines.getLast());
  }

  synchronized String text() {
    return lines.stream().map(clean).collect(Collectors.joining("\n"));
  }
}
