package dev.muster.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
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

  private static boolean isVirtual(Thread thread) throws ReflectiveOperationException {
    try {
      return (Boolean) Thread.class.getMethod("isVirtual").invoke(thread);
    } catch (NoSuchMethodException olderJdk) {
      return false;
    }
  }
}
