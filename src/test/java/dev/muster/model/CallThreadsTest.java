package dev.muster.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class CallThreadsTest {
  @Test
  void calls_run_on_named_daemon_threads_virtual_where_the_jdk_has_them() throws Exception {
    var threads = CallThreads.atMost(2);
    try {
      var thread = threads.submit(Thread::currentThread).get(20, TimeUnit.SECONDS);

      assertThat(thread.getName()).startsWith("model-call-");
      assertThat(thread.isDaemon()).isTrue();
      assertThat(isVirtual(thread)).isEqualTo(Runtime.version().feature() >= 21);
    } finally {
      threads.shutdown();
    }
  }

  @Test
  void the_pool_is_bounded_and_what_is_more_waits() throws Exception {
    var pool = CallThreads.pool(3, "test");
    var running = new AtomicInteger();
    var most = new AtomicInteger();
    var work = new ArrayList<Callable<Void>>();
    for (int i = 0; i < 12; i++) {
      work.add(
          () -> {
            most.accumulateAndGet(running.incrementAndGet(), Math::max);
            Thread.sleep(10);
            running.decrementAndGet();
            return null;
          });
    }
    try {
      for (var done : pool.invokeAll(work)) {
        done.get();
      }
      assertThat(most.get()).isBetween(1, 3);
    } finally {
      pool.shutdown();
    }
  }

  private static boolean isVirtual(Thread thread) throws ReflectiveOperationException {
    try {
      return (Boolean) Thread.class.getMethod("isVirtual").invoke(thread);
    } catch (NoSuchMethodException olderJdk) {
      return false;
    }
  }
}
