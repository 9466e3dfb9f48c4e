package dev.muster.client;

import dev.muster.plan.DeploymentPlans;
import java.time.Instant;
import java.util.List;

/**
 * One entry of ours as it is on disk, against what Muster wrote last.
 *
 * @param scope under which the journal holds it
 * @param entry the server's name or the tool that is denied; null for a file that is ours as a
 *     whole
 * @param members what differs in the entry, never with its value: that may be a secret
 * @param elsewhere whether the file was changed where nothing of Muster's is
 * @param note why it cannot be read, or what a quarantine does to it; else null
 * @param writtenAt when Muster wrote it last
 */
public record Drift(
    String scope,
    String file,
    String entry,
    State state,
    List<String> members,
    boolean elsewhere,
    String note,
    Instant writtenAt) {

  /** What became of it. */
  public enum State {
    AS_WRITTEN,
    CHANGED,
    REMOVED,
    UNREADABLE,
    /** A quarantine took it out: it is not there on purpose. */
    QUARANTINED
  }

  /**
   * All that Muster holds of a deployment.
   *
   * @param deployment empty: of all
   * @throws dev.muster.plan.NotKnown when nothing is held and nothing is known of it
   */
  public static List<Drift> of(String deployment, Clients clients, DeploymentPlans plans) {
    List<Drift> all = clients.drift(deployment);
    if (all.isEmpty() && !deployment.isEmpty()) {
      plans.of(deployment);
    }
    return all;
  }

  /** Whether somebody has to look at it. */
  public boolean drifted() {
    return state != State.AS_WRITTEN && state != State.QUARANTINED;
  }
}
