package dev.muster.mcp;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** Lines of a stream that never take more memory than the limit, however long they are. */
final class BoundedLines {
  private final InputStream in;
  private final int limit;
  private final byte[] buffer = new byte[8192];
  private int at;
  private int filled;
  private boolean cut;

  BoundedLines(InputStream in, int limit) {
    this.in = in;
    this.limit = limit;
  }

  /** The next line without its end, or null at the end of the stream. */
  String next() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    cut = false;
    boolean any = false;
    while (at < filled || fill()) {
      any = true;
      int end = endOfLine();
      take(line, end);
      if (end < filled) {
        at = end + 1;
        return text(line);
      }
      at = filled;
    }
    return any ? text(line) : null;
  }

  /** Whether the last line was longer than the limit and lost its rest. */
  boolean wasCut() {
    return cut;
  }

  private boolean fill() throws IOException {
    at = 0;
    filled = Math.max(0, in.read(buffer));
    return filled > 0;
  }

  private int endOfLine() {
    int end = at;
    while (end < filled && buffer[end] != '\n') {
      end++;
    }
    return end;
  }

  private void take(ByteArrayOutputStream line, int end) {
    int room = Math.min(end - at, limit - line.size());
    cut |= room < end - at;
    line.write(buffer, at, room);
  }

  private static String text(ByteArrayOutputStream line) {
    return line.toString(StandardCharsets.UTF_8).stripTrailing();
  }
}
