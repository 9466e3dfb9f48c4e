package dev.muster.gateway;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.muster.plan.Model;
import dev.muster.plan.Model.Protocol;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One protocol as its clients speak it: its paths, its errors and its small answers. */
enum Dialect {
  OPENAI(
      "/openai",
      Protocol.OPENAI_CHAT,
      Pattern.compile("/v1/(?<what>chat/completions|models)"),
      Map.of(
          401, "invalid_api_key",
          402, "insufficient_quota",
          404, "not_found",
          429, "rate_limit_exceeded")) {
    @Override
    ObjectNode error(int status, String message, boolean tooLong) {
      var body = object();
      body.putObject("error")
          .put("message", message)
          .put("type", status < 500 ? "invalid_request_error" : "server_error")
          .putNull("param")
          .put("code", tooLong ? "context_length_exceeded" : name(status));
      return body;
    }
  },

  ANTHROPIC(
      "/anthropic",
      Protocol.ANTHROPIC_MESSAGES,
      Pattern.compile("/v1/(?<what>messages(/count_tokens)?)"),
      Map.of(
          400, "invalid_request_error",
          401, "authentication_error",
          402, "billing_error",
          403, "permission_error",
          404, "not_found_error",
          413, "request_too_large",
          429, "rate_limit_error")) {
    @Override
    ObjectNode error(int status, String message, boolean tooLong) {
      var body = object().put("type", "error");
      body.putObject("error")
          .put("type", name(status) == null ? "api_error" : name(status))
          .put("message", tooLong ? "prompt is too long: " + message : message);
      return body;
    }
  },

  GEMINI(
      "/gemini",
      Protocol.GEMINI_GENERATE,
      Pattern.compile(
          "/v1(beta)?/models/[^/:]+:(?<what>generateContent|streamGenerateContent|countTokens)"),
      Map.of(
          400, "INVALID_ARGUMENT",
          401, "UNAUTHENTICATED",
          402, "FAILED_PRECONDITION",
          403, "PERMISSION_DENIED",
          404, "NOT_FOUND",
          413, "INVALID_ARGUMENT",
          429, "RESOURCE_EXHAUSTED",
          502, "UNAVAILABLE",
          503, "UNAVAILABLE")) {
    @Override
    ObjectNode error(int status, String message, boolean tooLong) {
      var body = object();
      body.putObject("error")
          .put("code", status)
          .put(
              "message",
              tooLong ? "The input token count exceeds the maximum: " + message : message)
          .put("status", name(status) == null ? "INTERNAL" : name(status));
      return body;
    }
  };

  private final String prefix;
  private final Protocol protocol;
  private final Pattern path;
  private final Map<Integer, String> names;

  Dialect(String prefix, Protocol protocol, Pattern path, Map<Integer, String> names) {
    this.prefix = prefix;
    this.protocol = protocol;
    this.path = path;
    this.names = names;
  }

  /** What a client asks for. */
  enum What {
    CALL,
    STREAM,
    COUNT,
    MODELS
  }

  static Dialect of(Protocol protocol) {
    return Arrays.stream(values()).filter(d -> d.protocol == protocol).findFirst().orElseThrow();
  }

  String prefix() {
    return prefix;
  }

  /** What clients are told as their base address, below the gateway's own. */
  String base() {
    return this == OPENAI ? prefix + "/v1" : prefix;
  }

  Protocol protocol() {
    return protocol;
  }

  /** Whether the body says if its answer is streamed; else the path does. */
  boolean streamsByBody() {
    return this != GEMINI;
  }

  /** Empty when there is nothing at this path. */
  Optional<What> what(String method, String under) {
    return Optional.ofNullable(under)
        .map(path::matcher)
        .filter(Matcher::matches)
        .map(found -> what(found.group("what")))
        .filter(what -> method.equals(what == What.MODELS ? "GET" : "POST"));
  }

  private static What what(String name) {
    return switch (name) {
      case "models" -> What.MODELS;
      case "messages/count_tokens", "countTokens" -> What.COUNT;
      case "streamGenerateContent" -> What.STREAM;
      default -> What.CALL;
    };
  }

  /** An error as the protocol tells it. */
  abstract ObjectNode error(int status, String message, boolean tooLong);

  String name(int status) {
    return names.get(status);
  }

  /** The answer of a count. */
  ObjectNode counted(int tokens) {
    return object().put(this == GEMINI ? "totalTokens" : "input_tokens", tokens);
  }

  /** The one model that there is. */
  ObjectNode models(Model model) {
    var list = object().put("object", "list");
    list.putArray("data")
        .addObject()
        .put("id", model.id())
        .put("object", "model")
        .put("created", 0)
        .put("owned_by", model.provider());
    return list;
  }

  private static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }
}
