package dev.muster.approval;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What people are asked, and what they decided. Law 4. */
public interface Approvals {

  /**
   * A question, as the engine opens it with a user task, in the engine's transaction.
   *
   * @param gate empty when the question is not about a gate
   * @param requester who asked for the deployment; may not approve
   * @param details what is asked in words; of a question about a gate what there is to know beside
   *     its figures, or empty
   */
  record Question(
      String taskId,
      String deploymentId,
      Kind kind,
      String name,
      String gate,
      String subject,
      String requester,
      String details,
      List<String> definitionIds) {}

  /** What a task shows: set as its local variables. */
  record Shown(String summary, String figures, String digest) {}

  /** What became of a form: the outcome variable, the gate's outcome (null: unchanged). */
  record Decided(String outcome, String gateOutcome, String message) {}

  /** Stores the question with the digest of what it names. */
  Shown ask(Question question);

  /**
   * Checks a form against its allow-list, the person's right to decide, and the digest; stores what
   * was decided. Called inside the engine's completion. A digest mismatch gives outcome VOID.
   *
   * @throws FormRefused when fields are missing, unknown or not allowed, or this person may not
   */
  Decided decide(String taskId, String user, Map<String, Object> form, List<String> definitionIds);

  /** The task ended without a person (abort, take back). */
  void withdraw(String taskId);

  Optional<Approval> find(String taskId);

  List<Approval> open();

  List<Approval> of(String deploymentId);

  /** Whether the newest decided approval of this gate says yes. */
  boolean approved(String deploymentId, String gate, String subject);
}
