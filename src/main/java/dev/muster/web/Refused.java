package dev.muster.web;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.http.HttpStatus;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.security.web.access.AccessDeniedHandler;
import org.springframework.security.web.csrf.CsrfException;
import org.springframework.stereotype.Component;

/** Who may not, told to machines. */
@Component
class Refused implements AuthenticationEntryPoint, AccessDeniedHandler {
  private static final String BROWSERS_SEND = "Sec-Fetch-Mode";
  private final ProblemAnswers problems;

  Refused(ProblemAnswers problems) {
    this.problems = problems;
  }

  /**
   * A browser gets no challenge: it would keep the password and send it along with requests that
   * other sites make.
   */
  @Override
  public void commence(
      HttpServletRequest request, HttpServletResponse response, AuthenticationException why)
      throws IOException {
    if (request.getHeader(BROWSERS_SEND) == null) {
      response.setHeader("WWW-Authenticate", "Basic realm=\"Muster\", charset=\"UTF-8\"");
    }
    var sent = request.getHeader("Authorization") != null;
    problems.write(
        request,
        response,
        HttpStatus.UNAUTHORIZED,
        sent
            ? "wrong user or password, or locked for some seconds after a wrong one"
            : "login needed: send HTTP basic authentication, or log in at /login");
  }

  @Override
  public void handle(
      HttpServletRequest request, HttpServletResponse response, AccessDeniedException why)
      throws IOException {
    problems.write(
        request,
        response,
        HttpStatus.FORBIDDEN,
        why instanceof CsrfException
            ? "the page's CSRF token is missing: send it as X-CSRF-TOKEN, or use HTTP basic"
            : "your groups do not allow this: it needs operators or camunda-admin");
  }
}
