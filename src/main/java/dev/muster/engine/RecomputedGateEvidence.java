package dev.muster.engine;

import dev.muster.approval.GateEvidence;
import dev.muster.approval.Kind;
import dev.muster.deployment.Measures;
import dev.muster.gate.Gates;
import dev.muster.mcp.ToolLocks;
import org.springframework.context.annotation.Lazy;
import org.springframework.stereotype.Component;

/** Measures and judges a gate again, so that an approval never rests on a process variable. */
@Component
class RecomputedGateEvidence implements GateEvidence {
  private final Measures measures;
  private final Gates gates;
  private final ToolLocks locks;

  RecomputedGateEvidence(@Lazy Measures measures, @Lazy Gates gates, @Lazy ToolLocks locks) {
    this.measures = measures;
    this.gates = gates;
    this.locks = locks;
  }

  /** A review of tools names the approved and the changed ones by their hashes. */
  @Override
  public String now(Kind kind, String deploymentId, String subject) {
    return kind != Kind.REVIEW_TOOLS
        ? ""
        : locks
            .held(deploymentId, subject)
            .map(change -> change.approved() + " -> " + change.seen())
            .orElse("nothing to review");
  }

  @Override
  public String now(String deploymentId, String gate, String subject) {
    var measured = measures.of(deploymentId, gate, subject);
    return gates.evaluate(deploymentId, gate, subject, measured).evidence();
  }
}
