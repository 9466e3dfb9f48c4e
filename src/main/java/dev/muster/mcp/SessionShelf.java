package dev.muster.mcp;

import dev.muster.mcp.McpFailure.Kind;
import dev.muster.plan.McpServer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** The warm sessions by (key, server), at most so many; the one idle longest makes room. */
final class SessionShelf {
  private final Connections connections;
  private final SessionLimits limits;
  private final Map<Id, WarmSession> sessions = new HashMap<>();
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
    List<WarmSession> leaving = new ArrayList<>();
    Place place;
    synchronized (sessions) {
      place = warm(id, use.user(), server);
      if (place == null) {
        Optional.ofNullable(sessions.remove(id)).ifPresent(leaving::add);
        makeRoom().ifPresent(leaving::add);
        WarmSession fresh = new WarmSession(server, connections, limits);
        sessions.put(id, fresh);
        place = new Place(id, fresh, fresh.enter(use.user()));
      }
    }
    leaving.forEach(WarmSession::retire);
    return place;
  }

  private Place warm(Id id, String user, McpServer server) {
    WarmSession session = sessions.get(id);
    Flight flight = session != null && session.serves(server) ? session.enter(user) : null;
    return flight == null ? null : new Place(id, session, flight);
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
    return oldest.map(e -> sessions.remove(e.getKey()));
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
      return sessions.values().stream().mapToInt(session -> session.calls(user)).sum();
    }
  }

  /** No later call gets this one. */
  void forget(Place place) {
    synchronized (sessions) {
      sessions.remove(place.id(), place.session());
    }
    place.session().retire();
  }

  /** Ends a user's calls, and the sessions that were its alone. */
  void dismiss(String user) {
    List<WarmSession> closing = new ArrayList<>();
    synchronized (sessions) {
      sessions
          .entrySet()
          .removeIf(
              e ->
                  e.getValue().dismiss(user)
                      && e.getKey().key().equals(user)
                      && closing.add(e.getValue()));
    }
    closeAll(closing);
  }

  /** Ends what nobody has called for too long. */
  void sweep() {
    long now = System.nanoTime();
    List<WarmSession> closing = new ArrayList<>();
    synchronized (sessions) {
      sessions.values().removeIf(session -> session.isIdleTooLong(now) && closing.add(session));
    }
    closing.forEach(WarmSession::retire);
  }

  void closeAll() {
    List<WarmSession> closing;
    synchronized (sessions) {
      ended = true;
      closing = List.copyOf(sessions.values());
      sessions.clear();
    }
    closeAll(closing);
  }

  /** Side by side: one stubborn server takes seconds. */
  private static void closeAll(Collection<WarmSession> closing) {
    closing.parallelStream().forEach(WarmSession::close);
  }
}
