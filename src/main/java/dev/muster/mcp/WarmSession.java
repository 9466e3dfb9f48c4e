package dev.muster.mcp;

import dev.muster.plan.McpServer;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiFunction;
import java.util.function.Consumer;

/**
 * A session that several users share. It is opened by the first call and closed by the last one
 * after it was retired, or at once when told so.
 */
final class WarmSession {
  private static final long LOOK_MILLIS = 100;
  private final McpServer server;
  private final Connections connections;
  private final SessionLimits limits;
  private final Consumer<WarmSession> ended;
  private final AtomicInteger working = new AtomicInteger();
  private final ReentrantLock opening = new ReentrantLock();
  private final Map<Flight, String> flights = new HashMap<>();
  private final Set<String> users = new HashSet<>();
  private final Set<String> shown = new HashSet<>();
  private McpFailure failed;
  private Connection connection;
  private boolean closed;
  private boolean retired;
  private long lastUsed = System.nanoTime();
  private volatile boolean initialized;
  private volatile boolean suspect;
  private volatile long lastAnswer;
  private volatile Listed listed;

  /** The tools as they were after so many changes, and when they were asked for. */
  private record Listed(long changes, long at, List<McpSessions.Tool> tools) {}

  /**
   * @param ended told when it is closed
   */
  WarmSession(
      McpServer server,
      Connections connections,
      SessionLimits limits,
      Consumer<WarmSession> ended) {
    this.ended = ended;
    this.server = server;
    this.connections = connections;
    this.limits = limits;
  }

  boolean serves(McpServer other) {
    return server.equals(other);
  }

  boolean isProcess() {
    return server.isStdio();
  }

  /** Counts a call in; null when it is too late for that, or the server has ended. */
  synchronized Flight enter(String user) {
    if (closed || retired || (connection != null && connection.isEnded())) {
      return null;
    }
    Flight flight = new Flight();
    flights.put(flight, user);
    users.add(user);
    return flight;
  }

  /** Counts a call out. */
  void leave(Flight flight) {
    boolean last;
    synchronized (this) {
      flights.remove(flight);
      lastUsed = System.nanoTime();
      last = flights.isEmpty() && retired;
    }
    if (last) {
      close();
    }
  }

  /** The user is gone; gives its calls, which are to be given up. */
  synchronized List<Flight> dismiss(String user) {
    users.remove(user);
    shown.remove(user);
    return flights.entrySet().stream()
        .filter(e -> e.getValue().equals(user))
        .map(Map.Entry::getKey)
        .toList();
  }

  /** Whether all its users are gone. */
  synchronized boolean isUnused() {
    return users.isEmpty();
  }

  synchronized int calls(String user) {
    return Collections.frequency(flights.values(), user);
  }

  /** Nanoseconds since the last call, or -1 during one. */
  synchronized long idle(long now) {
    return flights.isEmpty() ? Math.max(0, now - lastUsed) : -1;
  }

  synchronized boolean isIdleTooLong(long now) {
    long idle = idle(now);
    return idle > limits.idle().toNanos() || (users.isEmpty() && idle > limits.linger().toNanos());
  }

  <T> T use(Flight flight, BiFunction<Connection, Flight, T> action) {
    Connection opened = opened(flight);
    try {
      if (isInDoubt()) {
        checked(opened, flight);
      }
      working.incrementAndGet();
      try {
        T value = action.apply(opened, flight);
        lastAnswer = System.nanoTime();
        return value;
      } finally {
        working.decrementAndGet();
      }
    } finally {
      suspect |= flight.isUnanswered();
    }
  }

  /** One that works on another call may be too busy for a ping: that call's time is up first. */
  private boolean isInDoubt() {
    long silent = System.nanoTime() - lastAnswer;
    long patience = limits.ping().plus(Connections.timeout(server)).toNanos();
    return (suspect || silent > limits.ping().toNanos())
        && (working.get() == 0 || silent > patience);
  }

  /** A server that left a call or was left alone is asked for a sign of life first. */
  private void checked(Connection opened, Flight flight) {
    try {
      opened.ping(flight);
      suspect = false;
      lastAnswer = System.nanoTime();
    } catch (McpFailure dead) {
      throw new SessionDead(dead);
    }
  }

  /** The one place where a warm session lists tools; see {@link #use}. */
  List<McpSessions.Tool> tools(Connection opened, Flight flight) {
    long changes = opened.toolChanges();
    long now = System.nanoTime();
    Listed known = listed;
    if (known == null || known.changes() != changes || isOld(known, now)) {
      known = new Listed(changes, now, opened.tools(flight).tools());
      listed = known;
    }
    synchronized (this) {
      shown.add(flights.get(flight));
    }
    return known.tools();
  }

  /** Over HTTP another server may answer meanwhile; a process is what it was. */
  private boolean isOld(Listed known, long now) {
    return !isProcess() && now - known.at() > limits.listed().toNanos();
  }

  /** Nothing is called by a user whom this session has not shown its tools. */
  synchronized void requireShown(Flight flight) {
    if (!shown.contains(flights.get(flight))) {
      throw new NewSession(server.name());
    }
  }

  /** Callers wait here for the one that opens, and nowhere else. */
  private Connection opened(Flight flight) {
    await(flight);
    try {
      return initialized ? current() : open(flight);
    } finally {
      opening.unlock();
    }
  }

  /** Until it is this call's turn, it is given up or its thread must stop. */
  private void await(Flight flight) {
    try {
      while (!opening.tryLock(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
        if (flight.isGivenUp()) {
          throw turnedAway(flight);
        }
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw turnedAway(flight);
    }
  }

  private McpFailure turnedAway(Flight flight) {
    flight.turnedAway();
    return new McpFailure(McpFailure.Kind.FAILED, server.name() + ": the call was cancelled", null);
  }

  /** Kept before it is initialized, so that closing reaches a server that does not answer. */
  private Connection open(Flight flight) {
    if (failed != null) {
      throw failed;
    }
    flight.opens();
    try {
      Connection started = connections.open(server);
      keep(started);
      started.initialize(flight);
      lastAnswer = System.nanoTime();
      initialized = true;
      return started;
    } catch (RuntimeException thrown) {
      failed = Failures.asFailure(thrown);
      throw failed;
    }
  }

  private synchronized Connection current() {
    return connection;
  }

  private void keep(Connection started) {
    synchronized (this) {
      if (!closed) {
        connection = started;
        return;
      }
    }
    started.close();
    throw new McpFailure(McpFailure.Kind.FAILED, server.name() + ": the session was closed", null);
  }

  /** Whether the next call may have it: a call that took too long is no proof of death. */
  boolean survives(Flight flight) {
    Connection now = current();
    return flight.isAway()
        || (initialized && now != null && !now.isEnded() && flight.isUnanswered());
  }

  /** No new callers; the last one closes it. */
  void retire() {
    boolean idle;
    synchronized (this) {
      retired = true;
      idle = flights.isEmpty();
    }
    if (idle) {
      close();
    }
  }

  /** At once: calls in flight fail. */
  void close() {
    Connection closing;
    synchronized (this) {
      closed = true;
      closing = connection;
    }
    try {
      if (closing != null) {
        closing.close();
      }
    } finally {
      ended.accept(this);
    }
  }
}
