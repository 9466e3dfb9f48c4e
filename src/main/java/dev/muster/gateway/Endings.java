package dev.muster.gateway;

import java.util.Optional;

/** Whether a deployment has ended; whoever knows deployments implements it. */
public interface Endings {

  /** How it ended, such as TAKEN_BACK; empty while it is worked on or in operation. */
  Optional<String> of(String deploymentId);
}
