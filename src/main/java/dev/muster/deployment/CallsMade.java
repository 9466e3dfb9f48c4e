package dev.muster.deployment;

/** A counter outside Muster that saw the calls, such as the rehearsal's model server's log. */
public interface CallsMade {

  /** Requests that the model server received for this Muster's deployments. */
  int received();
}
