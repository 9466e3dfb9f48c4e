package dev.muster.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import dev.muster.mcp.McpFailure.Kind;
import dev.muster.plan.McpServer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Service;

/** Keeps sessions warm per (key, server), at most so many; the one idle longest makes room. */
@Service
class WarmSessions implements McpSessions, DisposableBean {
  private static final int MAX_SESSIONS = 200;
  private final Connections connections;
  private final int limit;
  private final Map<Id, WarmSession> sessions = new HashMap<>();
  private boolean ended;

  private record Id(String key, String server) {}

  @Autowired
  WarmSessions(Connections connections) {
    this(connections, MAX_SESSIONS);
  }

  WarmSessions(Connections connections, int limit) {
    this.connections = connections;
    this.limit = limit;
  }

  @Override
  public List<Tool> tools(String key, McpServer server) {
    return with(key, server, Connection::tools);
  }

  @Override
  public Called call(String key, McpServer server, String tool, JsonNode arguments) {
    return with(key, server, connection -> connection.call(tool, arguments));
  }

  /** A session that failed is not used again; the call itself is never repeated here. */
  private <T> T with(String key, McpServer server, Function<Connection, T> action) {
    Id id = new Id(key, server.name());
    WarmSession session = enter(id, server);
    try {
      return session.use(action);
    } catch (McpFailure failed) {
      forget(id, session);
      throw failed;
    } finally {
      session.leave();
    }
  }

  private WarmSession enter(Id id, McpServer server) {
    List<WarmSession> leaving = new ArrayList<>();
    WarmSession session;
    synchronized (sessions) {
      session = sessions.get(id);
      if (session == null || !session.serves(server) || !session.enter(System.nanoTime())) {
        Optional.ofNullable(sessions.remove(id)).ifPresent(leaving::add);
        makeRoom().ifPresent(leaving::add);
        session = new WarmSession(server, connections);
        session.enter(System.nanoTime());
        sessions.put(id, session);
      }
    }
    leaving.forEach(WarmSession::retire);
    return session;
  }

  private Optional<WarmSession> makeRoom() {
    if (ended) {
      throw new McpFailure(Kind.FAILED, "Muster is stopping", null);
    }
    if (sessions.size() < limit) {
      return Optional.empty();
    }
    Map.Entry<Id, WarmSession> oldest =
        sessions.entrySet().stream()
            .min(Comparator.comparingLong(e -> e.getValue().idleSince()))
            .filter(e -> e.getValue().idleSince() != Long.MAX_VALUE)
            .orElseThrow(
                () -> new McpFailure(Kind.FAILED, limit + " sessions are in use already", null));
    return Optional.of(sessions.remove(oldest.getKey()));
  }

  private void forget(Id id, WarmSession session) {
    synchronized (sessions) {
      sessions.remove(id, session);
    }
    session.retire();
  }

  @Override
  public void close(String key) {
    List<WarmSession> closing = new ArrayList<>();
    synchronized (sessions) {
      sessions.entrySet().removeIf(e -> e.getKey().key().equals(key) && closing.add(e.getValue()));
    }
    closeAll(closing);
  }

  @Override
  public void destroy() {
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
