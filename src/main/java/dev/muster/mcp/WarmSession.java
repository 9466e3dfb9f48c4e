package dev.muster.mcp;

import dev.muster.plan.McpServer;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;

/**
 * A session that several callers share. It is opened by the first of them and closed by the last
 * one after it was retired, or at once when told so.
 */
final class WarmSession {
  private final McpServer server;
  private final Connections connections;
  private final ReentrantLock opening = new ReentrantLock();
  private McpFailure failed;
  private boolean initialized;
  private Connection connection;
  private boolean closed;
  private boolean retired;
  private int users;
  private long lastUsed;

  WarmSession(McpServer server, Connections connections) {
    this.server = server;
    this.connections = connections;
  }

  boolean serves(McpServer other) {
    return server.equals(other);
  }

  /** Counts a caller in; false when it is too late for that, or the server has ended. */
  synchronized boolean enter(long now) {
    if (closed || retired || (connection != null && connection.isEnded())) {
      return false;
    }
    users++;
    lastUsed = now;
    return true;
  }

  /** Counts a caller out. */
  void leave() {
    boolean last;
    synchronized (this) {
      users--;
      last = users == 0 && retired;
    }
    if (last) {
      close();
    }
  }

  /** Time of the last use, or {@link Long#MAX_VALUE} while it is in use. */
  synchronized long idleSince() {
    return users > 0 ? Long.MAX_VALUE : lastUsed;
  }

  <T> T use(Function<Connection, T> action) {
    return action.apply(opened());
  }

  /** Callers wait here for the one that opens, and nowhere else. */
  private Connection opened() {
    opening.lock();
    try {
      return initialized ? current() : open();
    } finally {
      opening.unlock();
    }
  }

  /** Kept before it is initialized, so that closing reaches a server that does not answer. */
  private Connection open() {
    if (failed != null) {
      throw failed;
    }
    try {
      Connection started = connections.open(server);
      keep(started);
      started.initialize();
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

  /** No new callers; the last one closes it. */
  void retire() {
    boolean idle;
    synchronized (this) {
      retired = true;
      idle = users == 0;
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
    if (closing != null) {
      closing.close();
    }
  }
}
