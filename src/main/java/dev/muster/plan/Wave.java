package dev.muster.plan;

import java.util.List;

/**
 * Agents that are rolled out together.
 *
 * @param number from 1
 * @param feature steps of the feature trial that follows this wave; empty: none
 * @param stragglerMinutes after which an agent is taken back
 */
public record Wave(
    int number, List<String> agents, List<FeatureStep> feature, int stragglerMinutes) {

  /** One agent's part of the feature, handed over by a git commit. */
  public record FeatureStep(String agent, String task) {}

  /** {@code wave-N}, the name of its gate and its part of scope paths. */
  public String gate() {
    return "wave-" + number;
  }
}
