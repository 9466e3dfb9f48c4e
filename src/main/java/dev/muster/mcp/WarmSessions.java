package dev.muster.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import dev.muster.plan.McpServer;
import dev.muster.threads.Threads;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Service;

/** Keeps sessions warm, and replaces those that died. */
@Service
class WarmSessions implements McpSessions, DisposableBean {
  private static final Logger LOG = LoggerFactory.getLogger(WarmSessions.class);
  private static final long SWEEP_SECONDS = 15;
  private final SessionShelf shelf;
  private final ScheduledExecutorService sweeper =
      Executors.newSingleThreadScheduledExecutor(Threads.named("mcp-sweep"));

  @Autowired
  WarmSessions(Connections connections) {
    this(connections, SessionLimits.standard());
  }

  WarmSessions(Connections connections, SessionLimits limits) {
    shelf = new SessionShelf(connections, limits);
    connections.whenFull(shelf::evictProcess);
    long every = Math.min(SWEEP_SECONDS * 1000, Math.max(50, limits.linger().toMillis() / 4));
    sweeper.scheduleWithFixedDelay(this::sweep, every, every, TimeUnit.MILLISECONDS);
  }

  /** What throws once would never be run again. */
  private void sweep() {
    try {
      shelf.sweep();
    } catch (RuntimeException | Error e) {
      LOG.warn("Idle sessions are not looked for this time", e);
    }
  }

  @Override
  public List<Tool> tools(Use use, McpServer server) {
    return with(
        use,
        server,
        place -> place.session().use(place.flight(), (c, f) -> place.session().tools(c, f)));
  }

  @Override
  public Called call(Use use, McpServer server, String tool, JsonNode arguments) {
    return with(
        use,
        server,
        place -> {
          place.session().requireShown(place.flight());
          return place.session().use(place.flight(), (c, f) -> c.call(f, tool, arguments));
        });
  }

  /**
   * A session that was warm and turns out dead is replaced by a new one, once. A call that may have
   * reached the server is never repeated, and none goes on in a session whose tools nobody
   * compared.
   */
  private <T> T with(Use use, McpServer server, Function<SessionShelf.Place, T> action) {
    SessionShelf.Place place = shelf.enter(use, server);
    try {
      return used(place, action);
    } catch (McpFailure failed) {
      if (!place.flight().mayTryAgain()) {
        throw failed;
      }
    } catch (SessionDead dead) {
      if (place.flight().isGivenUp()) {
        throw dead.why();
      }
    }
    try {
      return used(shelf.enter(use, server), action);
    } catch (SessionDead dead) {
      throw dead.why();
    }
  }

  private <T> T used(SessionShelf.Place place, Function<SessionShelf.Place, T> action) {
    try {
      return action.apply(place);
    } catch (SessionDead dead) {
      shelf.forget(place);
      throw dead;
    } catch (McpFailure failed) {
      if (!place.session().survives(place.flight())) {
        shelf.forget(place);
      }
      throw failed;
    } finally {
      place.session().leave(place.flight());
    }
  }

  /** How many calls of a user are under way. */
  int calls(String user) {
    return shelf.calls(user);
  }

  @Override
  public void close(String user) {
    shelf.dismiss(user);
  }

  @Override
  public void destroy() {
    sweeper.shutdownNow();
    shelf.closeAll();
  }
}
