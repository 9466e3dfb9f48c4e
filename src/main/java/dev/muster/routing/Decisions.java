package dev.muster.routing;

import java.util.List;

/** The recorded choices of models. */
public interface Decisions {

  /** Of one run, in order. */
  List<Decision> of(String deploymentId, String runId);
}
