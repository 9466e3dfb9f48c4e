package dev.muster.approval;

import dev.muster.gate.GateResult;
import dev.muster.gate.Gates;
import dev.muster.plan.DeploymentPlans;
import java.util.List;
import org.apache.commons.codec.digest.DigestUtils;
import org.springframework.stereotype.Component;

/** The digest that an approval names: frozen plan, definition ids, and the gate's evidence. */
@Component
class ApprovalDigest {
  private final DeploymentPlans plans;
  private final Gates gates;
  private final GateEvidence evidence;

  ApprovalDigest(DeploymentPlans plans, Gates gates, GateEvidence evidence) {
    this.plans = plans;
    this.gates = gates;
    this.evidence = evidence;
  }

  /**
   * A gate's evidence is that of the judgement that is shown, not of what could be measured now.
   */
  String asked(Approvals.Question q, String shown) {
    var named =
        q.gate().isEmpty()
            ? words(q.kind(), q.deploymentId(), q.subject(), shown)
            : gates
                .newest(q.deploymentId(), q.gate(), q.subject())
                .map(GateResult::evidence)
                .orElse("not judged");
    return digest(q.deploymentId(), q.definitionIds(), named);
  }

  /** The digest as things stand now; the words of the question are those that were shown. */
  String now(Approval asked, List<String> definitionIds) {
    var named =
        asked.gate().isEmpty()
            ? words(asked.kind(), asked.deploymentId(), asked.subject(), asked.summary())
            : evidence.now(asked.deploymentId(), asked.gate(), asked.subject());
    return digest(asked.deploymentId(), definitionIds, named);
  }

  private String words(Kind kind, String deploymentId, String subject, String shown) {
    var rest = evidence.now(kind, deploymentId, subject);
    return subject + "\n" + shown + (rest.isEmpty() ? "" : "\n" + rest);
  }

  private String digest(String deploymentId, List<String> definitionIds, String named) {
    var parts = new StringBuilder(plans.of(deploymentId).digest()).append('\n');
    definitionIds.stream().sorted().forEach(id -> parts.append(id).append('\n'));
    parts.append(named);
    return DigestUtils.sha256Hex(parts.toString());
  }
}
