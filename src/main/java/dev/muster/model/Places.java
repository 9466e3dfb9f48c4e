package dev.muster.model;

import dev.muster.ledger.Usage;
import dev.muster.model.PaidCalls.PaidCall;
import dev.muster.plan.Model;
import dev.muster.plan.ModelLimits;
import dev.muster.secret.Secrets;
import dev.muster.threads.Threads;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;

/**
 * The line before each endpoint. It stands in the database, so that nodes share one line and one
 * count; one thread looks whose turn it is, for as long as somebody waits here.
 */
final class Places implements Admission, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Places.class);
  private static final Duration SEEN_EVERY = Duration.ofSeconds(5);
  private final PlaceTable table;
  private final Secrets secrets;
  private final long lookEveryMillis;
  private Instant seen = Instant.EPOCH;
  private final Map<Long, Waiter> waiting = new ConcurrentHashMap<>();
  private final Map<String, Long> byTask = new ConcurrentHashMap<>();
  private final Set<String> asked = ConcurrentHashMap.newKeySet();
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(Threads.named("model-places"));

  Places(PlaceTable table, Secrets secrets, long lookEveryMillis) {
    this.table = table;
    this.secrets = secrets;
    this.lookEveryMillis = lookEveryMillis;
    table.forget();
    clock.scheduleWithFixedDelay(
        this::look, lookEveryMillis, lookEveryMillis, TimeUnit.MILLISECONDS);
  }

  /** One call in line. */
  private record Waiter(String endpoint, ModelLimits limits, CompletableFuture<Void> turn) {}

  @Override
  public CompletionStage<Void> enter(PaidCall call, InputLimit input) {
    var model = call.request().model();
    if (model.limits() == null) {
      return CompletableFuture.completedFuture(null);
    }
    var turn = new CompletableFuture<Void>();
    var endpoint = Endpoint.of(model, secrets);
    var place = table.join(endpoint, call.taskId(), tokens(call, input));
    byTask.put(call.taskId(), place);
    waiting.put(place, new Waiter(endpoint, model.limits(), turn));
    soon(endpoint);
    return turn;
  }

  /**
   * As providers estimate: four bytes a token, and all of the answer that is allowed. A picture has
   * far more bytes than that: what is no text counts as far as the call's declared input goes.
   */
  private static long tokens(PaidCall call, InputLimit input) {
    long text = input.bytes() / 4;
    long all = (input.bytes() + input.beside()) / 4;
    return Math.min(all, Math.max(text, call.maxInputTokens())) + call.request().maxOutputTokens();
  }

  /** Whose turn it is, in every line that somebody here waits in. */
  void look() {
    try {
      lines().forEach(this::admit);
    } catch (RuntimeException e) {
      LOG.warn("The lines of models are looked at again later: {}", e.getMessage());
    }
  }

  /**
   * Plans may differ in what they say of one endpoint: the strictest of those who wait on this node
   * holds.
   */
  private Map<String, ModelLimits> lines() {
    Map<String, ModelLimits> lines = new HashMap<>();
    waiting.values().forEach(w -> lines.merge(w.endpoint(), w.limits(), ModelLimits::strictest));
    return lines;
  }

  /** This node was taken for dead, after a long pause perhaps: the call comes again, at the end. */
  private void forgotten(Long place) {
    var waiter = waiting.remove(place);
    if (waiter != null) {
      waiter
          .turn()
          .completeExceptionally(ModelFailure.full("its place in the model's line was lost"));
    }
  }

  /** Before anybody is let in, for that takes those for dead who were long not seen. */
  private synchronized void stay(Instant now) {
    if (now.isAfter(seen.plus(SEEN_EVERY))) {
      table.stillHere(List.copyOf(waiting.keySet())).forEach(this::forgotten);
      table.withoutStrays(List.copyOf(byTask.values()));
      seen = now;
    }
  }

  private void admit(String endpoint, ModelLimits limits) {
    try {
      var now = table.now();
      stay(now);
      table.admit(endpoint, limits, now);
      for (var place : table.admitted(waiting.keySet())) {
        var waiter = waiting.remove(place);
        if (waiter != null) {
          waiter.turn().complete(null);
        }
      }
    } catch (DataAccessException | TransactionException e) {
      LOG.warn("The line of a model is looked at again later: {}", e.getMessage());
    }
  }

  @Override
  public void leave(PaidCall call, Usage usage) {
    var tokens = usage == null ? null : usage.totalInput() + usage.totalOutput();
    left(call, place -> table.leave(place, tokens));
  }

  @Override
  public void unused(PaidCall call) {
    left(call, table::unused);
  }

  private void left(PaidCall call, Consumer<Long> from) {
    var place = byTask.remove(call.taskId());
    if (place == null) {
      return;
    }
    waiting.remove(place);
    try {
      from.accept(place);
    } catch (DataAccessException e) {
      LOG.warn("A place is given back when it is over age: {}", e.getMessage());
    }
    var model = call.request().model();
    if (!clock.isShutdown() && !waiting.isEmpty()) {
      soon(Endpoint.of(model, secrets));
    }
  }

  /** One look does for all who came or left before it. */
  private void soon(String endpoint) {
    if (asked.add(endpoint)) {
      clock.execute(
          () -> {
            asked.remove(endpoint);
            var limits = lines().get(endpoint);
            if (limits != null) {
              admit(endpoint, limits);
            }
          });
    }
  }

  @Override
  public void cancel(PaidCall call) {
    var place = byTask.get(call.taskId());
    var waiter = place == null ? null : waiting.remove(place);
    if (waiter != null) {
      waiter.turn().complete(null);
    }
  }

  /** How many have a place and how many wait for one, on all nodes. */
  PlaceTable.Crowd crowd(Model model) {
    return table.crowd(Endpoint.of(model, secrets));
  }

  @Override
  public void close() {
    clock.shutdownNow();
    waiting.values().forEach(w -> w.turn().complete(null));
  }
}
