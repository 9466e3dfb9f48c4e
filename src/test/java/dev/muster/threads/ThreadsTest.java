package dev.muster.threads;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ThreadsTest {
  @Test
  void a_pool_is_bounded_and_what_is_more_waits() throws Exception {
    var pool = Threads.pool("test", 3);
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

  @Test
  void its_threads_are_daemons_with_a_name() throws Exception {
    var pool = Threads.pool("test", 1);
    try {
      var thread = pool.submit(Thread::currentThread).get(20, TimeUnit.SECONDS);
      assertThat(thread.getName()).isEqualTo("test-1");
      assertThat(thread.isDaemon()).isTrue();
    } finally {
      pool.shutdown();
    }
  }

  @Test
  void more_than_may_wait_is_refused() {
    var pool = Threads.pool("test", 1, 1);
    var hold = new CountDownLatch(1);
    Callable<Boolean> waits = () -> hold.await(20, TimeUnit.SECONDS);
    try {
      pool.submit(waits);
      pool.submit(waits);
      assertThatThrownBy(() -> pool.submit(waits)).isInstanceOf(RejectedExecutionException.class);
    } finally {
      hold.countDown();
      pool.shutdown();
    }
  }
}
