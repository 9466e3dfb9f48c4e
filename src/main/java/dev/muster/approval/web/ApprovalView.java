package dev.muster.approval.web;

import dev.muster.approval.Approval;
import java.time.Instant;
import java.util.List;

/**
 * A question as the API shows it.
 *
 * @param group who decides
 * @param decisions the values that field {@code decision} may have
 * @param figures Markdown table, empty when it is not about a gate
 * @param state OPEN, DECIDED, VOID or WITHDRAWN
 * @param tasklist the same task for people
 */
record ApprovalView(
    String taskId,
    String deploymentId,
    String kind,
    String name,
    String gate,
    String subject,
    String group,
    List<String> decisions,
    String requester,
    String summary,
    String figures,
    String digest,
    String state,
    String outcome,
    String decidedBy,
    String reason,
    Instant askedAt,
    Instant decidedAt,
    String tasklist) {

  static ApprovalView of(Approval a) {
    return new ApprovalView(
        a.taskId(),
        a.deploymentId(),
        a.kind().name(),
        a.name(),
        a.gate(),
        a.subject(),
        a.kind().group(),
        a.kind().decisions(),
        a.requester(),
        a.summary(),
        a.figures(),
        a.digest(),
        a.state(),
        a.outcome(),
        a.decidedBy(),
        a.reason(),
        a.askedAt(),
        a.decidedAt(),
        a.tasklist());
  }
}
