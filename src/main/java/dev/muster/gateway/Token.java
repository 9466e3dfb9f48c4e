package dev.muster.gateway;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;
import java.util.stream.Stream;

/** Where the clients of three protocols put their key. */
final class Token {
  private static final String BEARER = "bearer ";
  private static final String KEY = "key=";

  private Token() {}

  static Optional<String> of(HttpServletRequest request) {
    return Stream.of(
            bearer(request.getHeader("Authorization")),
            request.getHeader("x-api-key"),
            request.getHeader("x-goog-api-key"),
            key(request.getQueryString()))
        .filter(value -> value != null && !value.isBlank())
        .map(String::strip)
        .findFirst();
  }

  /**
   * Of the address alone: to look among a form's fields would eat the body. No character of a token
   * needs to be escaped.
   */
  private static String key(String query) {
    return Stream.ofNullable(query)
        .flatMap(all -> Stream.of(all.split("&")))
        .filter(field -> field.startsWith(KEY))
        .map(field -> field.substring(KEY.length()))
        .findFirst()
        .orElse(null);
  }

  private static String bearer(String header) {
    return header != null && header.regionMatches(true, 0, BEARER, 0, BEARER.length())
        ? header.substring(BEARER.length())
        : null;
  }
}
