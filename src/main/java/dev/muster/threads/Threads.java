package dev.muster.threads;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Makes threads that carry their room's name and never keep the JVM alive. */
public final class Threads {
  private static final long IDLE_SECONDS = 30;

  private Threads() {}

  /** Daemon threads called {@code name-1}, {@code name-2}, ... */
  public static ThreadFactory named(String name) {
    var number = new AtomicInteger();
    return body -> {
      var thread = new Thread(body, name + "-" + number.incrementAndGet());
      thread.setDaemon(true);
      // A thread made during somebody's request would else keep that request's class loader.
      thread.setContextClassLoader(Threads.class.getClassLoader());
      return thread;
    };
  }

  /** A pool of at most so many threads, none when idle; whatever is more waits. */
  public static ThreadPoolExecutor pool(String name, int most) {
    return pool(name, most, Integer.MAX_VALUE);
  }

  /**
   * A pool of at most so many threads, none when idle.
   *
   * @param waiting how much may wait for a thread; what is more is refused with {@link
   *     java.util.concurrent.RejectedExecutionException}
   */
  public static ThreadPoolExecutor pool(String name, int most, int waiting) {
    var pool =
        new ThreadPoolExecutor(
            most,
            most,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(waiting),
            named(name));
    pool.allowCoreThreadTimeOut(true);
    return pool;
  }
}
