package dev.muster.approval.web;

import dev.muster.approval.Accounts;
import dev.muster.approval.Approval;
import dev.muster.approval.Approvals;
import dev.muster.approval.FormRefused;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;

/** Finds the HTTP status of a refusal; its words come from the approval room unchanged. */
@Component
class Refusals {
  private final Approvals approvals;
  private final Accounts accounts;

  Refusals(Approvals approvals, Accounts accounts) {
    this.approvals = approvals;
    this.accounts = accounts;
  }

  void translate(String taskId, String user, Runnable completion) {
    try {
      completion.run();
    } catch (FormRefused e) {
      throw refusal(approvals.find(taskId).orElse(null), user, e);
    }
  }

  /** A form under a digest that no longer fits was kept as evidence, and nothing else happened. */
  Approval actedOn(Approval now) {
    if (now.state().equals("VOID")) {
      throw new ApprovalRefused(
          HttpStatus.CONFLICT,
          "Approval void",
          "what this task named has changed: decide the new task, GET /api/approvals?deployment="
              + now.deploymentId()
              + " names it.",
          null);
    }
    return now;
  }

  private ApprovalRefused refusal(Approval now, String user, FormRefused why) {
    if (now == null || !now.state().equals("OPEN")) {
      return new ApprovalRefused(HttpStatus.CONFLICT, "Not open any more", why.getMessage(), why);
    }
    if (!mayDecide(now, user)) {
      return new ApprovalRefused(HttpStatus.FORBIDDEN, "Not yours", why.getMessage(), why);
    }
    return new ApprovalRefused(
        HttpStatus.UNPROCESSABLE_ENTITY, "Form refused", why.getMessage(), why);
  }

  private boolean mayDecide(Approval asked, String user) {
    var group = asked.kind().group();
    var requesterApproves = group.equals("approvers") && user.equals(asked.requester());
    return accounts.groups(user).contains(group) && !requesterApproves;
  }
}
