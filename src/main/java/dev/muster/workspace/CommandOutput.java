package dev.muster.workspace;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * Drains a process's output to its end, so that the process never blocks, and keeps the beginning
 * and the end of it: that is where a failing test says what it ran and what went wrong.
 */
final class CommandOutput {
  private final InputStream in;
  private final Thread reader;
  private final ByteArrayOutputStream head = new ByteArrayOutputStream();
  private final byte[] tail;
  private final CountedLines counted;
  private long beyondHead;

  CommandOutput(InputStream in, int maxBytes, CountedLines counted) {
    this.in = in;
    this.counted = counted;
    this.tail = new byte[Math.max(1, maxBytes / 2)];
    this.reader = new Thread(this::drain, "muster-command-output");
    reader.setDaemon(true);
    reader.start();
  }

  private void drain() {
    var buffer = new byte[8192];
    try {
      for (var n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        keep(buffer, n);
        counted.read(buffer, n);
      }
    } catch (IOException closed) {
      // the process was killed
    }
  }

  private synchronized void keep(byte[] bytes, int length) {
    var toHead = Math.min(length, tail.length - head.size());
    head.write(bytes, 0, toHead);
    for (var i = toHead; i < length; i++) {
      tail[(int) (beyondHead++ % tail.length)] = bytes[i];
    }
  }

  /** Waits for the end; a process that escaped and holds the pipe open is not waited for. */
  void await(Duration limit) throws InterruptedException {
    reader.join(limit.toMillis());
    if (reader.isAlive()) {
      try {
        in.close();
      } catch (IOException already) {
        // closed is what it should be
      }
    }
  }

  synchronized String text() {
    var out = new ByteArrayOutputStream();
    out.writeBytes(head.toByteArray());
    if (beyondHead > tail.length) {
      var note = "\n[" + (beyondHead - tail.length) + " bytes left out]\n";
      out.writeBytes(note.getBytes(StandardCharsets.UTF_8));
    }
    for (var i = Math.max(0, beyondHead - tail.length); i < beyondHead; i++) {
      out.write(tail[(int) (i % tail.length)]);
    }
    return out.toString(StandardCharsets.UTF_8);
  }
}
