package dev.muster.agent;

import dev.muster.client.CliSessions;
import dev.muster.client.CliSessions.Ended;
import java.util.concurrent.CancellationException;
import org.springframework.stereotype.Component;

/** Starts a try's CLI with all that it is given, and waits for its end. */
@Component
class StartedSessions {
  private final SessionServers servers;
  private final SessionLogins logins;
  private final RunLimits limits;
  private final CliSessions clis;

  StartedSessions(
      SessionServers servers, SessionLogins logins, RunLimits limits, CliSessions clis) {
    this.servers = servers;
    this.logins = logins;
    this.limits = limits;
    this.clis = clis;
  }

  /**
   * Blocks until the CLI has ended.
   *
   * @param begins told when all is ready for its start
   * @throws dev.muster.client.CliRefused when it was never started
   * @throws CancellationException when its run was aborted
   */
  Ended run(SessionTry t, Runnable begins) {
    var agent = t.plan().agents().get(t.run().agent());
    var client = t.plan().clients().get(t.model().cli().client());
    var given = servers.of(t.run(), t.plan(), agent);
    var text = SessionTask.text(t.run(), t.plan().tasks().get(t.run().task()));
    try {
      return clis.run(
          new CliSessions.Session(
              t.run().id() + "." + t.number(),
              client,
              t.model().cli().version(),
              t.model().id(),
              logins.open(t.run(), t.plan(), t.model(), client),
              SessionTask.prompt(agent),
              SessionTask.sent(text, t.number()),
              given,
              limits.turnsLeft(t.run()),
              limits.left(t.run())),
          begins);
    } catch (CancellationException e) {
      // Told: what is written now, and calls that are settled, must not be stopped half way.
      Thread.interrupted();
      throw e;
    } finally {
      logins.close(t.run());
    }
  }
}
