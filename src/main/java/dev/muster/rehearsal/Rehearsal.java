package dev.muster.rehearsal;

import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Deque;

/** Starts what a rehearsal needs around Muster: models, a site and remote MCP stand-ins. */
public final class Rehearsal {
  private Rehearsal() {}

  /** Starts everything or, when a part fails, nothing. */
  public static RunningRehearsal start(RehearsalSettings settings) {
    return start(settings, Clock.systemUTC());
  }

  /** Like {@link #start(RehearsalSettings)} with another clock for the log and the answers. */
  public static RunningRehearsal start(RehearsalSettings settings, Clock clock) {
    var cassettes = Cassettes.of(settings.cassettes(), settings.overlay());
    Deque<AutoCloseable> started = new ArrayDeque<>();
    try {
      var models = ModelServer.start(cassettes, settings.models(), clock);
      started.push(models);
      var site = Site.start(settings.site());
      started.push(site);
      NodeProgram standins = null;
      if (settings.standins() != null) {
        standins = NodeProgram.start(settings.standins(), settings.standinsEnvironment());
        started.push(standins);
      }
      return new RunningRehearsal(models, site, standins);
    } catch (RuntimeException e) {
      started.forEach(part -> closeAfter(e, part));
      throw e;
    }
  }

  private static void closeAfter(RuntimeException cause, AutoCloseable part) {
    try {
      part.close();
    } catch (Exception e) {
      cause.addSuppressed(e);
    }
  }
}
