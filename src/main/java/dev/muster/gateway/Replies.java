package dev.muster.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** What Muster itself answers, in the client's protocol. */
record Replies(Dialect dialect, ObjectMapper json) {

  void problem(HttpServletResponse response, Problem problem) throws IOException {
    if (problem.mayMendItself()) {
      response.setHeader("Retry-After", Long.toString(problem.secondsToWait()));
    } else {
      response.setHeader("x-should-retry", "false");
    }
    var body = dialect.error(problem.status(), problem.getMessage(), problem.tooLong());
    write(response, problem.status(), body);
  }

  void write(HttpServletResponse response, int status, JsonNode body) throws IOException {
    var bytes = json.writeValueAsBytes(body);
    response.setStatus(status);
    response.setContentType("application/json");
    response.setContentLength(bytes.length);
    response.getOutputStream().write(bytes);
    response.flushBuffer();
  }
}
