package dev.muster.approval;

/** Recomputes a gate's evidence from what is stored now; the room above measures implements it. */
public interface GateEvidence {

  /** Evidence digest of the gate as measured and judged now, without storing anything. */
  String now(String deploymentId, String gate, String subject);
}
