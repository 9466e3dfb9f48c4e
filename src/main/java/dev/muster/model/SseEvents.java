package dev.muster.model;

import java.io.EOFException;
import java.io.IOException;
import okio.BufferedSource;

/**
 * Server-sent events, one at a time and never more of them than allowed: only their data, which in
 * all three protocols says itself what it is.
 */
final class SseEvents {
  private final BufferedSource source;
  private final long longest;
  private long left;
  private boolean open;

  /**
   * @param longest bytes of one line, which is held in memory
   */
  SseEvents(BufferedSource source, long longest, long mostBytes) {
    this.source = source;
    this.longest = longest;
    left = mostBytes;
  }

  /** The next event's data; null at the end. */
  String next() throws IOException {
    StringBuilder data = null;
    while (!source.exhausted()) {
      var line = line();
      if (line.isEmpty() && data != null) {
        return data.toString();
      }
      if (line.startsWith("data:")) {
        data = data == null ? new StringBuilder() : data.append('\n');
        data.append(line, line.startsWith("data: ") ? 6 : 5, line.length());
      }
    }
    open = data != null;
    return open ? data.toString() : null;
  }

  /**
   * Whether the stream ended without the blank line that ends an event: the one before is whole, if
   * its sender thought that line needless, or cut off, if the connection broke.
   */
  boolean endedOpen() {
    return open;
  }

  private String line() throws IOException {
    long allowed = Math.max(0, Math.min(longest, left));
    try {
      var line = source.readUtf8LineStrict(allowed);
      left -= line.length() + 1L;
      return line;
    } catch (EOFException e) {
      if (source.getBuffer().size() > allowed) {
        throw new UnreadableAnswer("the stream is larger than allowed");
      }
      left = 0;
      return source.readUtf8();
    }
  }
}
