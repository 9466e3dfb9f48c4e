package dev.muster.deployment;

import dev.muster.gate.Measurement;
import java.util.List;

/** What each gate measures, from ledger, exit codes, sockets and clocks. */
public interface Measures {

  /** The measurements of a gate now; a figure that cannot be had is missing with its reason. */
  List<Measurement> of(String deploymentId, String gate, String subject);
}
