package dev.muster.engine;

import dev.muster.approval.GateEvidence;
import dev.muster.deployment.Measures;
import dev.muster.gate.Gates;
import org.springframework.context.annotation.Lazy;
import org.springframework.stereotype.Component;

/** Measures and judges a gate again, so that an approval never rests on a process variable. */
@Component
class RecomputedGateEvidence implements GateEvidence {
  private final Measures measures;
  private final Gates gates;

  RecomputedGateEvidence(@Lazy Measures measures, @Lazy Gates gates) {
    this.measures = measures;
    this.gates = gates;
  }

  @Override
  public String now(String deploymentId, String gate, String subject) {
    var measured = measures.of(deploymentId, gate, subject);
    return gates.evaluate(deploymentId, gate, subject, measured).evidence();
  }
}
