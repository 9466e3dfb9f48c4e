package dev.muster.approval;

import dev.muster.gate.Verdict;
import java.util.List;
import java.util.Set;

/** The kinds of questions, with the decisions that their forms may carry. */
public enum Kind {
  APPROVE_GATE("approvers", Verdict.PASS, List.of("APPROVE", "REJECT"), Set.of("REJECT")),
  DECIDE_FAILED(
      "approvers",
      Verdict.FAIL,
      List.of("REPEAT", "TAKE_BACK", "KEEP"),
      Set.of("REPEAT", "TAKE_BACK", "KEEP")),
  DECIDE_INCONCLUSIVE(
      "approvers",
      Verdict.INCONCLUSIVE,
      List.of("MEASURE_AGAIN", "WAIVE", "TAKE_BACK"),
      Set.of("MEASURE_AGAIN", "WAIVE", "TAKE_BACK")),
  CONFIRM_WAIVER(
      "approvers", Verdict.INCONCLUSIVE, List.of("CONFIRM", "REFUSE"), Set.of("CONFIRM", "REFUSE")),
  PROVIDE_CREDENTIALS("operators", null, List.of("RETRY", "SKIP"), Set.of("SKIP")),
  APPROVE_TOOL_CALL("approvers", null, List.of("ALLOW", "REFUSE"), Set.of("REFUSE")),
  REVIEW_RESULT("approvers", null, List.of("ACCEPT", "REJECT"), Set.of("REJECT")),
  LOOK_INTO_ALARM("operators", null, List.of("RESOLVED", "ACCEPTED"), Set.of("ACCEPTED")),
  APPROVE_ROUTING("approvers", null, List.of("APPROVE", "REJECT"), Set.of("REJECT")),
  REVIEW_TOOLS(
      "approvers", null, List.of("APPROVE", "KEEP_QUARANTINED"), Set.of("KEEP_QUARANTINED"));

  private final String group;
  private final Verdict about;
  private final List<String> decisions;
  private final Set<String> explained;

  Kind(String group, Verdict about, List<String> decisions, Set<String> explained) {
    this.group = group;
    this.about = about;
    this.decisions = decisions;
    this.explained = explained;
  }

  /** The group that may decide. */
  public String group() {
    return group;
  }

  /** The verdict of the gate that it asks about; null when it is not about a gate. */
  public Verdict about() {
    return about;
  }

  /** The allowed values of the field {@code decision}. */
  public List<String> decisions() {
    return decisions;
  }

  /** The decisions that need a reason. */
  public Set<String> explained() {
    return explained;
  }
}
