package dev.muster.agent;

import dev.muster.threads.Threads;
import jakarta.annotation.PreDestroy;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadPoolExecutor;
import org.springframework.stereotype.Component;

/** What watches said last. Pages ask often; places are asked seldom and never on a web thread. */
@Component
class WatchBoard {
  private static final Duration FRESH = Duration.ofSeconds(30);
  private static final int MOST = 500;

  private final Watches watches;
  private final Clock clock;
  private final Set<String> asking = ConcurrentHashMap.newKeySet();
  private final Map<String, Seen> seen =
      Collections.synchronizedMap(
          new LinkedHashMap<>() {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<String, Seen> eldest) {
              return size() > MOST;
            }
          });
  private final ThreadPoolExecutor askers = Threads.pool("muster-watch", 2, MOST);

  private record Seen(String text, Instant at) {}

  WatchBoard(Watches watches, Clock clock) {
    this.watches = watches;
    this.clock = clock;
  }

  /** What the place said last, at once; it is asked again in the background when that is old. */
  String read(String watch) {
    if (watch == null) {
      return Watches.NOT_REPORTED;
    }
    var last = seen.get(watch);
    if (last == null || last.at().plus(FRESH).isBefore(clock.instant())) {
      ask(watch);
    }
    return last == null ? Watches.NOT_REPORTED : last.text();
  }

  private void ask(String watch) {
    if (askers.getQueue().remainingCapacity() > 0 && asking.add(watch)) {
      askers.execute(
          () -> {
            try {
              seen.put(watch, new Seen(watches.read(watch), clock.instant()));
            } finally {
              asking.remove(watch);
            }
          });
    }
  }

  @PreDestroy
  void close() {
    askers.shutdownNow();
  }
}
