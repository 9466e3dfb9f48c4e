package dev.muster.engine.pump;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.support.StaticListableBeanFactory;

class FlightTest {
  private final List<String> heard = new ArrayList<>();

  @Test
  void a_task_cancelled_while_it_waited_never_reaches_its_worker() {
    var flight = flight("call-model");
    flight.cancel();

    assertThat(flight.begin(topics()).toCompletableFuture()).isCompletedExceptionally();
    assertThat(heard).isEmpty();
  }

  @Test
  void a_task_that_has_begun_is_cancelled_by_its_worker() {
    var flight = flight("call-model");

    assertThat(flight.begin(topics()).toCompletableFuture()).isNotDone();
    flight.cancel();

    assertThat(heard).containsExactly("began task-1", "cancelled task-1");
  }

  @Test
  void a_topic_without_a_worker_is_a_failure_of_the_task() {
    assertThat(flight("no-such-topic").begin(topics()).toCompletableFuture())
        .isCompletedExceptionally();
  }

  private Topics topics() {
    var worker =
        Worker.cancelledByItem(
            "call-model",
            item -> {
              heard.add("began " + item.taskId());
              return new CompletableFuture<>();
            },
            item -> heard.add("cancelled " + item.taskId()));
    var beans = new StaticListableBeanFactory(Map.of("worker", worker));
    return new Topics(beans.getBeanProvider(Worker.class));
  }

  private static Flight flight(String topic) {
    return new Flight(
        new WorkItem("task-1", topic, "i", "i", "e", "a", "a:1", "d-1", Map.of(), null));
  }
}
