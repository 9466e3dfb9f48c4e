package dev.muster.model;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;

/**
 * An error that came under a good status: in the middle of a stream, or from a relay that answers
 * 200 whatever happens.
 */
final class ErrorTold extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** The types of Anthropic and OpenAI with the statuses that they come with otherwise. */
  private static final Map<String, Integer> STATUS =
      Map.of(
          "overloaded_error", 529,
          "rate_limit_error", 429,
          "rate_limit_exceeded", 429,
          "authentication_error", 401,
          "permission_error", 403,
          "not_found_error", 404,
          "request_too_large", 413,
          "invalid_request_error", 400);

  private final int status;

  private ErrorTold(int status, String message) {
    super(message);
    this.status = status;
  }

  /** Null when the message is none. */
  static ErrorTold in(JsonNode message) {
    var error = message.path("error");
    return error.isObject() ? new ErrorTold(status(error), error.toString()) : null;
  }

  private static int status(JsonNode error) {
    int code = error.path("code").asInt();
    return code >= 400 && code < 600 ? code : STATUS.getOrDefault(type(error), 500);
  }

  private static String type(JsonNode error) {
    var type = error.path("type").asText();
    return STATUS.containsKey(type) ? type : error.path("code").asText();
  }

  int status() {
    return status;
  }
}
