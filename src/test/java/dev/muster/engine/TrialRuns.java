package dev.muster.engine;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

/** Several deployments at once, so that a suite takes as long as its processors need. */
final class TrialRuns<T> {
  private static final int WIDTH = 8;
  private final Map<String, CompletableFuture<T>> running = new LinkedHashMap<>();
  private final ExecutorService pool = Executors.newFixedThreadPool(WIDTH, TrialRuns::thread);

  private static Thread thread(Runnable body) {
    var thread = new Thread(body, "trial");
    thread.setDaemon(true);
    return thread;
  }

  void add(String name, Supplier<T> body) {
    running.put(name, CompletableFuture.supplyAsync(body, pool));
  }

  Set<String> names() {
    return running.keySet();
  }

  T of(String name) {
    return running.get(name).join();
  }

  void close() {
    pool.shutdownNow();
  }
}
