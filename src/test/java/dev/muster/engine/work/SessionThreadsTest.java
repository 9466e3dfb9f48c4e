package dev.muster.engine.work;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.inOrder;
import static org.mockito.Mockito.mock;

import dev.muster.agent.Runs;
import dev.muster.agent.Sessions;
import dev.muster.engine.pump.WorkItem;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.mockito.ArgumentCaptor;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/** As many sessions at a time as the setting says; what waits is told how long it did. */
@Timeout(60)
class SessionThreadsTest {
  private final SessionThreads threads = new SessionThreads(new SessionSettings(1));
  private final Runs runs = mock(Runs.class);
  private final Sessions sessions = mock(Sessions.class);

  @AfterEach
  void close() {
    threads.close();
  }

  @Test
  void a_session_begins_when_it_has_its_thread_and_not_when_it_is_due() throws Exception {
    var begun = new CountDownLatch(1);
    var go = new CountDownLatch(1);
    doAnswer(
            work -> {
              begun.countDown();
              return go.await(30, TimeUnit.SECONDS);
            })
        .when(sessions)
        .work("task-a", "a", false);
    var worker = new RunWorkers().runSession(threads, runs, sessions);
    var first = worker.body().apply(item("a")).toCompletableFuture();
    assertThat(begun.await(30, TimeUnit.SECONDS)).isTrue();
    var due = System.nanoTime();
    var second = worker.body().apply(item("b")).toCompletableFuture();
    Thread.sleep(300);
    var free = System.nanoTime();
    go.countDown();
    first.join();
    second.join();

    var waited = ArgumentCaptor.forClass(Duration.class);
    var order = inOrder(runs, sessions);
    order.verify(sessions).work("task-a", "a", false);
    order.verify(runs).begins(eq("b"), waited.capture());
    order.verify(sessions).work("task-b", "b", false);
    assertThat(waited.getValue()).isGreaterThanOrEqualTo(Duration.ofNanos(free - due));
  }

  @Test
  void sixteen_work_at_a_time_unless_the_setting_says_otherwise() {
    var context = new ApplicationContextRunner().withUserConfiguration(SessionThreads.class);
    context.run(c -> assertThat(c.getBean(SessionSettings.class).threads()).isEqualTo(16));
    context
        .withPropertyValues("muster.sessions.threads=3")
        .run(c -> assertThat(c.getBean(SessionSettings.class).threads()).isEqualTo(3));
    assertThatThrownBy(() -> new SessionSettings(0))
        .hasMessage("muster.sessions.threads is 0; it takes 1 to 1024");
  }

  private static WorkItem item(String run) {
    return new WorkItem(
        "task-" + run, "run-session", "i", "r", "e", "a", "ai", "b", Map.of("runId", run), null);
  }
}
