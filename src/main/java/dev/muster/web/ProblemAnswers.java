package dev.muster.web;

import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.stereotype.Component;

/** Errors that no controller sees, told to machines: problem+json with one clear line. */
@Component
class ProblemAnswers {
  private final ObjectMapper json;

  ProblemAnswers(ObjectMapper json) {
    this.json = json;
  }

  /** Paths whose callers read JSON. */
  static boolean machine(String path) {
    return path.equals("/api")
        || path.startsWith("/api/")
        || path.startsWith("/engine-rest")
        || path.startsWith("/actuator/")
        || path.startsWith("/v3/api-docs");
  }

  void write(
      HttpServletRequest request, HttpServletResponse response, HttpStatus status, String detail)
      throws IOException {
    var problem = ProblemDetail.forStatusAndDetail(status, detail);
    problem.setInstance(instance(request));
    response.setStatus(status.value());
    response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
    response.setCharacterEncoding(StandardCharsets.UTF_8.name());
    response.getWriter().write(json.writeValueAsString(problem));
  }

  private static URI instance(HttpServletRequest request) {
    // After a forward to the error page the request is for that page.
    var asked = request.getAttribute(RequestDispatcher.ERROR_REQUEST_URI);
    try {
      return URI.create(asked == null ? request.getRequestURI() : asked.toString());
    } catch (IllegalArgumentException notWritableAsUri) {
      return URI.create("/");
    }
  }
}
