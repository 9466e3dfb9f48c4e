package dev.muster.mcp;

import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

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
    this.writer =
        new ThreadPoolExecutor(
            1,
            1,
            0,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(MAX_QUEUED),
            task -> {
              Thread thread = new Thread(task, threadName);
              thread.setDaemon(true);
              return thread;
            });
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
