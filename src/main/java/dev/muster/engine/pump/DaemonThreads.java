package dev.muster.engine.pump;

import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;

/** Named daemon threads. */
final class DaemonThreads {
  private DaemonThreads() {}

  static ThreadFactory named(String name) {
    var number = new AtomicInteger();
    return body -> {
      var thread = new Thread(body, name + "-" + number.incrementAndGet());
      thread.setDaemon(true);
      return thread;
    };
  }
}
