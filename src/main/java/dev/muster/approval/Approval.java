package dev.muster.approval;

import java.time.Instant;

/**
 * One question and what became of it.
 *
 * @param state OPEN, DECIDED, VOID or WITHDRAWN
 * @param digest SHA-256 (hex) over frozen plan, definition ids and the gate's evidence
 * @param outcome null while open
 */
public record Approval(
    String taskId,
    String deploymentId,
    Kind kind,
    String name,
    String gate,
    String subject,
    String requester,
    String summary,
    String figures,
    String digest,
    String state,
    String outcome,
    String decidedBy,
    String reason,
    Instant askedAt,
    Instant decidedAt) {

  /** Its page in Camunda's Tasklist, without the host. */
  public String tasklist() {
    return tasklist(taskId);
  }

  /** The same of a question that is only about to be asked. */
  public static String tasklist(String taskId) {
    return "/camunda/app/tasklist/default/#/?task=" + taskId;
  }
}
