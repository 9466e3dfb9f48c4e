package dev.muster.gateway;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;
import java.util.stream.Stream;

/** Where the clients of three protocols put their key. */
final class Token {
  private static final String BEARER = "bearer ";

  private Token() {}

  static Optional<String> of(HttpServletRequest request) {
    return Stream.of(
            bearer(request.getHeader("Authorization")),
            request.getHeader("x-api-key"),
            request.getHeader("x-goog-api-key"),
            request.getParameter("key"))
        .filter(value -> value != null && !value.isBlank())
        .map(String::strip)
        .findFirst();
  }

  private static String bearer(String header) {
    return header != null && header.regionMatches(true, 0, BEARER, 0, BEARER.length())
        ? header.substring(BEARER.length())
        : null;
  }
}
