package dev.muster.mcp;

import dev.muster.mcp.McpFailure.Kind;
import dev.muster.plan.McpServer;
import dev.muster.threads.Threads;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The warm sessions by (key, server), at most so many; the one idle longest makes room. What has
 * been taken off is remembered until it is closed: its calls go on, and can be given up.
 */
final class SessionShelf {
  private static final Logger LOG = LoggerFactory.getLogger(SessionShelf.class);
  private static final int CLOSERS = 16;
  private final Connections connections;
  private final SessionLimits limits;
  private final Map<Id, WarmSession> sessions = new HashMap<>();
  private final Map<WarmSession, Id> leaving = new HashMap<>();
  private final Executor closers = Threads.pool("mcp-close", CLOSERS);
  private boolean ended;

  /** One server for one workspace. */
  record Id(String key, String server) {}

  /** A call that has found its session. */
  record Place(Id id, WarmSession session, Flight flight) {}

  SessionShelf(Connections connections, SessionLimits limits) {
    this.connections = connections;
    this.limits = limits;
  }

  Place enter(McpSessions.Use use, McpServer server) {
    Id id = new Id(use.key(), server.name());
    List<WarmSession> retiring = new ArrayList<>();
    Place place;
    synchronized (sessions) {
      place = warm(id, use.user(), server);
      if (place == null) {
        Optional.ofNullable(sessions.get(id)).filter(old -> take(id, old)).ifPresent(retiring::add);
        makeRoom().ifPresent(retiring::add);
        WarmSession fresh = new WarmSession(server, connections, limits, this::closed);
        sessions.put(id, fresh);
        place = new Place(id, fresh, fresh.enter(use.user()));
      }
    }
    retiring.forEach(WarmSession::retire);
    return place;
  }

  private Place warm(Id id, String user, McpServer server) {
    WarmSession session = sessions.get(id);
    Flight flight = session != null && session.serves(server) ? session.enter(user) : null;
    return flight == null ? null : new Place(id, session, flight);
  }

  /** Off the shelf; false when it was not there any more. Whoever takes it retires or closes it. */
  private boolean take(Id id, WarmSession session) {
    boolean taken = sessions.remove(id, session);
    if (taken) {
      leaving.put(session, id);
    }
    return taken;
  }

  private void closed(WarmSession session) {
    synchronized (sessions) {
      leaving.remove(session);
    }
  }

  private Optional<WarmSession> makeRoom() {
    if (ended) {
      throw new McpFailure(Kind.FAILED, "Muster is stopping", null);
    }
    if (sessions.size() < limits.sessions()) {
      return Optional.empty();
    }
    WarmSession oldest =
        idleLongest(any -> true)
            .orElseThrow(
                () ->
                    new McpFailure(
                        Kind.FAILED, limits.sessions() + " sessions are in use already", null));
    return Optional.of(oldest);
  }

  /** Taken from the shelf. */
  private Optional<WarmSession> idleLongest(Predicate<WarmSession> which) {
    long now = System.nanoTime();
    Optional<Map.Entry<Id, WarmSession>> oldest =
        sessions.entrySet().stream()
            .filter(e -> which.test(e.getValue()) && e.getValue().idle(now) >= 0)
            .max(Comparator.comparingLong(e -> e.getValue().idle(now)));
    Optional<WarmSession> found = oldest.map(Map.Entry::getValue);
    oldest.map(Map.Entry::getKey).ifPresent(id -> take(id, found.get()));
    return found;
  }

  /** Ends the process that is idle longest; false when all are in use. */
  boolean evictProcess() {
    Optional<WarmSession> idle;
    synchronized (sessions) {
      idle = idleLongest(WarmSession::isProcess);
    }
    idle.ifPresent(WarmSession::close);
    return idle.isPresent();
  }

  int calls(String user) {
    synchronized (sessions) {
      return all().keySet().stream().mapToInt(session -> session.calls(user)).sum();
    }
  }

  private Map<WarmSession, Id> all() {
    Map<WarmSession, Id> all = new HashMap<>(leaving);
    sessions.forEach((id, session) -> all.put(session, id));
    return all;
  }

  /** No later call gets this one. */
  void forget(Place place) {
    synchronized (sessions) {
      take(place.id(), place.session());
    }
    place.session().retire();
  }

  /**
   * Ends a user's calls, and the sessions that were its alone. Calls are given up under no lock:
   * what waits for them goes on in this thread.
   */
  void dismiss(String user) {
    List<Flight> flights = new ArrayList<>();
    List<WarmSession> closing = new ArrayList<>();
    synchronized (sessions) {
      all()
          .forEach(
              (session, id) -> {
                flights.addAll(session.dismiss(user));
                if (id.key().equals(user) && session.isUnused()) {
                  take(id, session);
                  closing.add(session);
                }
              });
    }
    flights.forEach(Flight::giveUp);
    closeAll(closing);
  }

  /** Ends what nobody has called for too long; one that cannot be ended is none of the others'. */
  void sweep() {
    long now = System.nanoTime();
    Map<WarmSession, Id> idle;
    synchronized (sessions) {
      idle = all();
      idle.keySet()
          .removeIf(session -> leaving.containsKey(session) || !session.isIdleTooLong(now));
      idle.forEach((session, id) -> take(id, session));
    }
    idle.keySet().forEach(SessionShelf::retire);
  }

  private static void retire(WarmSession session) {
    try {
      session.retire();
    } catch (RuntimeException | Error e) {
      LOG.warn("A session that nobody uses cannot be closed", e);
    }
  }

  void closeAll() {
    Set<WarmSession> closing;
    synchronized (sessions) {
      ended = true;
      closing = new HashSet<>(all().keySet());
      sessions.clear();
    }
    closeAll(closing);
  }

  /** Side by side, on threads of its own: one stubborn server takes seconds. */
  private void closeAll(Collection<WarmSession> closing) {
    CompletableFuture.allOf(
            closing.stream()
                .map(session -> CompletableFuture.runAsync(session::close, closers))
                .toArray(CompletableFuture[]::new))
        .join();
  }
}
