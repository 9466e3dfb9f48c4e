package dev.muster.web;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.web.context.HttpSessionSecurityContextRepository;
import org.springframework.security.web.csrf.HttpSessionCsrfTokenRepository;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.util.ContentCachingRequestWrapper;

/**
 * A login in Camunda's webapps replaces the session they share with our pages; without this filter
 * it would log the person out of the pages. Another person's login there ends the first one's here.
 */
class KeptLogin extends OncePerRequestFilter {
  private static final int LONGEST_FORM = 4096;
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
    var read = new ContentCachingRequestWrapper(request, LONGEST_FORM);
    chain.doFilter(read, response);
    var after = request.getSession(false);
    if (after != null && after != before && isSamePerson(kept, read)) {
      kept.forEach(after::setAttribute);
    }
  }

  private static boolean isSamePerson(
      Map<String, Object> kept, ContentCachingRequestWrapper request) {
    return kept.get(OURS[0]) instanceof SecurityContext context
        && context.getAuthentication() != null
        && context.getAuthentication().getName().equals(username(request));
  }

  /** From the form as Camunda has read it: reading it earlier would leave nothing to read. */
  private static String username(ContentCachingRequestWrapper request) {
    var form = new String(request.getContentAsByteArray(), StandardCharsets.UTF_8);
    return Stream.of(form.split("&"))
        .filter(field -> field.startsWith("username="))
        .map(field -> field.substring("username=".length()))
        .map(name -> URLDecoder.decode(name, StandardCharsets.UTF_8))
        .findFirst()
        .orElseGet(() -> request.getParameter("username"));
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
