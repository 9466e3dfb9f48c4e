package dev.muster.web;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.security.web.context.HttpSessionSecurityContextRepository;
import org.springframework.security.web.csrf.HttpSessionCsrfTokenRepository;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * A login in Camunda's webapps replaces the session they share with our pages; without this filter
 * it would log the person out of the pages.
 */
class KeptLogin extends OncePerRequestFilter {
  private static final String[] OURS = {
    HttpSessionSecurityContextRepository.SPRING_SECURITY_CONTEXT_KEY,
    HttpSessionCsrfTokenRepository.class.getName().concat(".CSRF_TOKEN")
  };

  @Override
  protected boolean shouldNotFilter(HttpServletRequest request) {
    return !request.getMethod().equals("POST") || !request.getRequestURI().contains("/login/");
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    var before = request.getSession(false);
    var kept = before == null ? Map.<String, Object>of() : ours(before);
    chain.doFilter(request, response);
    var after = request.getSession(false);
    if (after != null && after != before) {
      kept.forEach(after::setAttribute);
    }
  }

  private static Map<String, Object> ours(HttpSession session) {
    var kept = new LinkedHashMap<String, Object>();
    for (var name : OURS) {
      var value = session.getAttribute(name);
      if (value != null) {
        kept.put(name, value);
      }
    }
    return kept;
  }
}
