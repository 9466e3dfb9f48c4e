package dev.muster.operation;

/** Proposed, applied, measured and reverted changes of routing. */
public interface RoutingChanges {

  /** Compares models by cost per accepted task; true when a change is proposed. */
  boolean propose(String deploymentId);

  /** The open proposal in words, for the person who decides; empty when there is none. */
  String proposed(String deploymentId);

  /** Puts the open proposal in force. */
  void apply(String deploymentId);

  /** True when the applied change keeps quality and lowers cost. */
  boolean measure(String deploymentId);

  /** Back to the plan's mix. */
  void revert(String deploymentId);
}
