package dev.muster.approval;

import dev.muster.plan.DeploymentPlans;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import org.springframework.stereotype.Component;

/** The digest that an approval names: frozen plan, definition ids, and the gate's evidence. */
@Component
class ApprovalDigest {
  private final DeploymentPlans plans;
  private final GateEvidence evidence;

  ApprovalDigest(DeploymentPlans plans, GateEvidence evidence) {
    this.plans = plans;
    this.evidence = evidence;
  }

  String asked(Approvals.Question q, String shown) {
    return digest(q.deploymentId(), q.gate(), q.subject(), shown, q.definitionIds());
  }

  /** The digest as things stand now; the words of the question are those that were shown. */
  String now(Approval asked, List<String> definitionIds) {
    return digest(
        asked.deploymentId(), asked.gate(), asked.subject(), asked.summary(), definitionIds);
  }

  private String digest(
      String deploymentId,
      String gate,
      String subject,
      String details,
      List<String> definitionIds) {
    var parts = new StringBuilder(plans.of(deploymentId).digest()).append('\n');
    definitionIds.stream().sorted().forEach(id -> parts.append(id).append('\n'));
    parts.append(
        gate.isEmpty() ? subject + "\n" + details : evidence.now(deploymentId, gate, subject));
    try {
      var hash =
          MessageDigest.getInstance("SHA-256")
              .digest(parts.toString().getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
