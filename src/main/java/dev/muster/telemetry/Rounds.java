package dev.muster.telemetry;

import java.time.Instant;

/** Which round of a phase it was. */
public interface Rounds {

  /** The round that had begun by then; 1 when none had. Blocks on the database. */
  int at(String deploymentId, String phase, Instant moment);
}
