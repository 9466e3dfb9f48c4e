package dev.muster.approval;

import java.util.List;

/** The kinds of questions, with the decisions that their forms may carry. */
public enum Kind {
  APPROVE_GATE("approvers", List.of("APPROVE", "REJECT")),
  DECIDE_FAILED("approvers", List.of("REPEAT", "TAKE_BACK", "KEEP")),
  DECIDE_INCONCLUSIVE("approvers", List.of("MEASURE_AGAIN", "WAIVE", "TAKE_BACK")),
  CONFIRM_WAIVER("approvers", List.of("CONFIRM", "REFUSE")),
  PROVIDE_CREDENTIALS("operators", List.of("RETRY", "SKIP")),
  APPROVE_TOOL_CALL("approvers", List.of("ALLOW", "REFUSE")),
  REVIEW_RESULT("approvers", List.of("ACCEPT", "REJECT")),
  LOOK_INTO_ALARM("operators", List.of("RESOLVED", "ACCEPTED")),
  APPROVE_ROUTING("approvers", List.of("APPROVE", "REJECT"));

  private final String group;
  private final List<String> decisions;

  Kind(String group, List<String> decisions) {
    this.group = group;
    this.decisions = decisions;
  }

  /** The group that may decide. */
  public String group() {
    return group;
  }

  /** The allowed values of the field {@code decision}. */
  public List<String> decisions() {
    return decisions;
  }
}
