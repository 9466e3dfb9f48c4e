package dev.muster.approval.web;

import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.ErrorResponseException;

/** The decision was not acted on; the status says whether the form, the person or the time is. */
final class ApprovalRefused extends ErrorResponseException {
  private static final long serialVersionUID = 1L;

  ApprovalRefused(HttpStatus status, String title, String why, Throwable cause) {
    super(status, problem(status, title, why), cause);
  }

  static ApprovalRefused unknown(String taskId) {
    return new ApprovalRefused(
        HttpStatus.NOT_FOUND,
        "No such approval",
        "no such approval: " + taskId + ". GET /api/approvals lists the open ones.",
        null);
  }

  private static ProblemDetail problem(HttpStatus status, String title, String why) {
    var problem = ProblemDetail.forStatusAndDetail(status, why);
    problem.setTitle(title);
    return problem;
  }
}
