package dev.muster.model;

import dev.muster.threads.Threads;
import java.lang.reflect.Method;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;

/**
 * Threads for OkHttp, which holds one per call: virtual ones from JDK 21 on, else a bounded pool.
 */
final class CallThreads {
  private CallThreads() {}

  static ExecutorService atMost(int calls) {
    try {
      return virtual();
    } catch (ReflectiveOperationException olderJdk) {
      return Threads.pool("model-call", calls);
    }
  }

  /** By reflection, because the classes are for Java 17. */
  private static ExecutorService virtual() throws ReflectiveOperationException {
    Object builder = Thread.class.getMethod("ofVirtual").invoke(null);
    Class<?> type = Class.forName("java.lang.Thread$Builder");
    builder = type.getMethod("name", String.class, long.class).invoke(builder, "model-call-", 1L);
    var factory = (ThreadFactory) type.getMethod("factory").invoke(builder);
    Method perTask = Executors.class.getMethod("newThreadPerTaskExecutor", ThreadFactory.class);
    return (ExecutorService) perTask.invoke(null, factory);
  }
}
