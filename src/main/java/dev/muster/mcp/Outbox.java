package dev.muster.mcp;

import dev.muster.threads.Threads;
import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadPoolExecutor;

/**
 * Lines on their way to a server, written by one thread: they never mix, and a full pipe never
 * stops the thread that reads the server's answers.
 */
final class Outbox {
  private static final int MAX_QUEUED = 1024;
  private final OutputStream out;
  private final ThreadPoolExecutor writer;

  Outbox(String threadName, OutputStream out) {
    this.out = out;
    this.writer = Threads.pool(threadName, 1, MAX_QUEUED);
  }

  /** Throws RejectedExecutionException when it is full or closed. */
  CompletableFuture<Void> put(byte[] line) {
    return CompletableFuture.runAsync(() -> write(line), writer);
  }

  private void write(byte[] line) {
    try {
      out.write(line);
      out.write('\n');
      out.flush();
    } catch (IOException brokenPipe) {
      // The reader sees the same end, with the reason, and answers every open request.
    }
  }

  void close() {
    writer.shutdownNow();
  }
}
