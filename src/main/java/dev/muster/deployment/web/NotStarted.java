package dev.muster.deployment.web;

import dev.muster.plan.PlanInvalid;
import dev.muster.plan.Problem;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.ErrorResponseException;

/** What was sent starts no deployment: the form or the plan has faults. Nothing was written. */
final class NotStarted extends ErrorResponseException {
  private static final long serialVersionUID = 1L;

  private NotStarted(ProblemDetail problem, Throwable cause) {
    super(HttpStatus.UNPROCESSABLE_ENTITY, problem, cause);
  }

  static NotStarted form(String why) {
    return new NotStarted(problem("Form refused", why), null);
  }

  static NotStarted plan(PlanInvalid faults) {
    var lines = faults.problems().stream().map(Problem::toString).toList();
    var more = lines.size() == 1 ? "" : " (and " + (lines.size() - 1) + " more, see errors)";
    var problem =
        problem("Plan refused", lines.isEmpty() ? "the plan has faults" : lines.get(0) + more);
    problem.setProperty("errors", lines);
    return new NotStarted(problem, faults);
  }

  private static ProblemDetail problem(String title, String detail) {
    var problem = ProblemDetail.forStatusAndDetail(HttpStatus.UNPROCESSABLE_ENTITY, detail);
    problem.setTitle(title);
    return problem;
  }
}
