package dev.muster.agent;

import java.time.Instant;

/**
 * One agent doing one task once.
 *
 * @param phase workflow-test, wave-N, feature
 * @param round counts repeats of the phase for this agent, from 1
 * @param arm mix or baseline
 * @param state OPEN, CLOSED or ABORTED
 * @param outcome null while open, else DONE, CHECKS_FAILED, SOFT_STOPPED, REJECTED, ABORTED
 * @param stopReason why it stopped early, or null
 * @param model the model that the mix chose for the run (steps may name others)
 * @param waitedMillis time spent waiting for people and for a session's thread: not its own
 */
public record Run(
    String id,
    String deploymentId,
    String phase,
    int round,
    String agent,
    String task,
    String arm,
    String workspaceId,
    String model,
    String state,
    String outcome,
    String stopReason,
    int step,
    int escalations,
    Instant openedAt,
    Instant closedAt,
    long waitedMillis) {

  /** Node of the budget tree, and journal scope prefix. */
  public String budgetPath() {
    return deploymentId + "/" + phase + "/" + agent + "/" + id;
  }
}
