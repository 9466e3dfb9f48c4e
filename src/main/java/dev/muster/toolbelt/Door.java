package dev.muster.toolbelt;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Locale;
import java.util.Optional;

/**
 * Lets in who names this very address (a page in a browser that rebinds its DNS name does not) and
 * brings the token of a run.
 */
final class Door implements Filter {
  static final String RUN = "muster.run";
  private static final String BEARER = "bearer ";
  private final RunTokens tokens;

  Door(RunTokens tokens) {
    this.tokens = tokens;
  }

  @Override
  public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    var http = (HttpServletRequest) request;
    var answer = (HttpServletResponse) response;
    if (!LoopbackTomcat.isAskedByItsAddress(http)) {
      refuse(answer, HttpServletResponse.SC_FORBIDDEN, "Host and Origin must be this address");
      return;
    }
    var run = run(http);
    if (run.isEmpty()) {
      answer.setHeader("WWW-Authenticate", "Bearer");
      refuse(answer, HttpServletResponse.SC_UNAUTHORIZED, "a run's bearer token is needed");
      return;
    }
    http.setAttribute(RUN, run.get());
    chain.doFilter(request, response);
  }

  private Optional<String> run(HttpServletRequest request) {
    return Optional.ofNullable(request.getHeader("Authorization"))
        .filter(value -> value.toLowerCase(Locale.ROOT).startsWith(BEARER))
        .flatMap(value -> tokens.runOf(value.substring(BEARER.length()).strip()));
  }

  private static void refuse(HttpServletResponse response, int status, String why)
      throws IOException {
    response.setStatus(status);
    response.setContentType("application/problem+json");
    response.getWriter().write("{\"status\":" + status + ",\"title\":\"" + why + "\"}");
  }
}
