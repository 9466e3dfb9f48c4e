package dev.muster.model;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Set;

/**
 * An error that came under a good status: in the middle of a stream, or from a relay that answers
 * 200 whatever happens.
 */
final class ErrorTold extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private static final int BAD_GATEWAY = 502;

  /** The types of Anthropic and OpenAI with the statuses that they come with otherwise. */
  private static final Map<String, Integer> STATUS =
      Map.ofEntries(
          Map.entry("overloaded_error", 529),
          Map.entry("api_error", 500),
          Map.entry("timeout_error", 504),
          Map.entry("rate_limit_error", 429),
          Map.entry("rate_limit_exceeded", 429),
          Map.entry("insufficient_quota", 429),
          Map.entry("authentication_error", 401),
          Map.entry("invalid_api_key", 401),
          Map.entry("billing_error", 402),
          Map.entry("permission_error", 403),
          Map.entry("not_found_error", 404),
          Map.entry("model_not_found", 404),
          Map.entry("request_too_large", 413),
          Map.entry("context_length_exceeded", 400),
          Map.entry("invalid_request_error", 400));

  /** What OpenRouter and Z.ai call the end of an answer that the model behind them broke off. */
  private static final Set<String> BROKEN_OFF = Set.of("error", "network_error");

  private final int status;

  private ErrorTold(int status, String message) {
    super(message);
    this.status = status;
  }

  /**
   * Null when the message is none. Gemini puts it into a list, Ollama says a word alone, OpenRouter
   * has it in the choice that it spoiled.
   */
  static ErrorTold in(JsonNode message) {
    var choice = message.path("choices").path(0);
    var whole = (message.isArray() ? message.path(0) : message).path("error");
    var error = isTold(whole) ? whole : choice.path("error");
    if (isTold(error)) {
      return new ErrorTold(status(error), words(error));
    }
    var reason = choice.path("finish_reason").asText("");
    return BROKEN_OFF.contains(reason)
        ? new ErrorTold(BAD_GATEWAY, "finish_reason: " + reason)
        : null;
  }

  private static boolean isTold(JsonNode error) {
    return error.isObject() || !error.asText().isBlank() && error.isTextual();
  }

  private static String words(JsonNode error) {
    return error.isTextual() ? error.textValue() : error.toString();
  }

  /** Without a status and a type that is known, the words tell whether to ask again. */
  private static int status(JsonNode error) {
    int code = error.path("code").asInt();
    if (code >= 400 && code < 600) {
      return code;
    }
    var known = STATUS.get(type(error));
    if (known != null) {
      return known;
    }
    return Refusals.reason(400, words(error)) == ModelFailure.Reason.BAD_REQUEST ? 500 : 400;
  }

  private static String type(JsonNode error) {
    var type = error.path("type").asText();
    return STATUS.containsKey(type) ? type : error.path("code").asText();
  }

  int status() {
    return status;
  }
}
