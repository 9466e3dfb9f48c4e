package dev.muster.approval;

/** Recomputes a gate's evidence from what is stored now; the room above measures implements it. */
public interface GateEvidence {

  /** Evidence digest of the gate as measured and judged now, without storing anything. */
  String now(String deploymentId, String gate, String subject);

  /**
   * What a question that is not about a gate rests on now, beside its words; empty when on nothing
   * that could change.
   */
  default String now(Kind kind, String deploymentId, String subject) {
    return "";
  }
}
