package dev.muster.deployment.web;

import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.ErrorResponseException;

/** The id names no deployment, or the deployment has no such part. */
final class NoSuchDeployment extends ErrorResponseException {
  private static final long serialVersionUID = 1L;

  private NoSuchDeployment(ProblemDetail problem) {
    super(HttpStatus.NOT_FOUND, problem, null);
  }

  static NoSuchDeployment withId(String id) {
    return new NoSuchDeployment(
        problem(
            "No such deployment",
            "no such deployment: " + id + ". GET /api/deployments lists the ids."));
  }

  static NoSuchDeployment process(String process) {
    return new NoSuchDeployment(
        problem(
            "No such process",
            "no such process: "
                + process
                + ". Use a process id such as swarm-deployment; the tokens name theirs."));
  }

  private static ProblemDetail problem(String title, String detail) {
    var problem = ProblemDetail.forStatusAndDetail(HttpStatus.NOT_FOUND, detail);
    problem.setTitle(title);
    return problem;
  }
}
