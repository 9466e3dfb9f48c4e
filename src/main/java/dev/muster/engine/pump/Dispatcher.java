package dev.muster.engine.pump;

import dev.muster.threads.Threads;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Hands tasks to workers after the commit that created them, and their outcomes to the writers. Two
 * threads only start work; workers never block them.
 */
@Component
public class Dispatcher {
  private static final Logger LOG = LoggerFactory.getLogger(Dispatcher.class);

  private final Topics topics;
  private final Writers writers;
  private final Map<String, Flight> flights = new ConcurrentHashMap<>();
  private final Set<String> cancelling = ConcurrentHashMap.newKeySet();
  private final ExecutorService starters = Threads.pool("muster-dispatch", 2);
  private volatile boolean open = true;

  Dispatcher(Topics topics, Writers writers) {
    this.topics = topics;
    this.writers = writers;
  }

  /** Starts the work of a task that is locked by this node. A task in hand is left alone. */
  void dispatch(WorkItem item) {
    var flight = new Flight(item);
    // Listed before it waits for a thread, so that a cancel finds it from now on.
    if (open && flights.putIfAbsent(item.activityInstanceId(), flight) == null) {
      starters.execute(() -> start(flight));
    }
  }

  private void start(Flight flight) {
    flight.begin(topics).whenComplete((output, failure) -> land(flight, output, failure));
  }

  /**
   * The flight stays listed until its completion is written: nothing else may start it meanwhile.
   */
  private void land(Flight flight, Map<String, Object> output, Throwable failure) {
    var item = flight.item();
    Runnable done =
        () -> {
          flights.remove(item.activityInstanceId(), flight);
          cancelling.remove(item.activityInstanceId());
          flight.landed().complete(null);
        };
    if (!open) {
      done.run();
    } else if (failure == null) {
      writers.complete(item, output, done);
    } else {
      writers.fail(item, Unwrapped.of(failure), done);
    }
  }

  /** Marks a flight as about to be cancelled, so that a take-back waits for it. */
  void cancelling(String activityInstanceId) {
    if (flights.containsKey(activityInstanceId)) {
      cancelling.add(activityInstanceId);
    }
  }

  /** Cancels the call in flight of an activity that was cancelled. */
  void cancel(String activityInstanceId) {
    var flight = flights.get(activityInstanceId);
    if (flight != null) {
      LOG.info("Cancelling {} of {}", flight.item().topic(), flight.item().businessKey());
      starters.execute(flight::cancel);
    }
  }

  /** Completes when every cancelled flight of this root instance has landed. */
  public CompletionStage<Void> quiet(String rootId) {
    var waiting =
        List.copyOf(flights.values()).stream()
            .filter(f -> f.item().rootId().equals(rootId))
            .filter(f -> cancelling.contains(f.item().activityInstanceId()))
            .map(Flight::landed)
            .toArray(CompletableFuture[]::new);
    return CompletableFuture.allOf(waiting);
  }

  /** Ids of the tasks in hand. */
  List<String> inHand() {
    return flights.values().stream().map(f -> f.item().taskId()).toList();
  }

  /** Ends dispatching: what is in flight is left to its lease. */
  void close() {
    open = false;
    starters.shutdownNow();
  }
}
