package dev.muster.deployment.web;

import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.ErrorResponseException;

/** Only a running deployment can be aborted, and only once. */
final class NotAbortable extends ErrorResponseException {
  private static final long serialVersionUID = 1L;

  NotAbortable(String why, Throwable cause) {
    super(HttpStatus.CONFLICT, problem(why), cause);
  }

  private static ProblemDetail problem(String why) {
    var problem = ProblemDetail.forStatusAndDetail(HttpStatus.CONFLICT, why);
    problem.setTitle("Not abortable");
    return problem;
  }
}
