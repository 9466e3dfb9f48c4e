package dev.muster.gate;

import java.util.List;
import java.util.Optional;

/** Judges measurements and keeps the results. */
public interface Gates {

  /**
   * Judges by gates.dmn, stores the result as the newest and appends it to the evidence.
   *
   * @param visit the task that asks for it; delivered again, it gets what it was judged
   */
  GateResult judge(
      String deploymentId,
      String gate,
      String subject,
      List<Measurement> measurements,
      String visit);

  /** The same judgement without storing anything; for recomputing. */
  GateResult evaluate(
      String deploymentId, String gate, String subject, List<Measurement> measurements);

  /** The newest result of a gate. */
  Optional<GateResult> newest(String deploymentId, String gate, String subject);

  /** All newest results of a deployment, in order of judging. */
  List<GateResult> all(String deploymentId);

  /** Marks the newest result as waived by two approvers; only an INCONCLUSIVE one. */
  void waive(String deploymentId, String gate, String subject, String first, String second);
}
