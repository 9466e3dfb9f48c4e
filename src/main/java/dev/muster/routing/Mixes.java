package dev.muster.routing;

import dev.muster.plan.Agent;
import dev.muster.plan.Mix;

/** The mix that is in force for an agent: the plan's, with an approved shift where there is one. */
public interface Mixes {

  /** The mix by which turns are routed now. */
  Mix of(String deploymentId, Agent agent);

  /**
   * Moves points from one model of the mix to another; a later shift replaces an earlier one.
   *
   * @param points per cent, at most what {@code from} has
   */
  void shift(String deploymentId, String agent, String from, String to, int points);

  /** Back to the plan's mix. */
  void restore(String deploymentId, String agent);
}
