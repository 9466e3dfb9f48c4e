package dev.muster.rehearsal;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.Headers;
import java.net.URI;
import java.util.Optional;

/** Anthropic's Messages API, version 2023-06-01. */
final class AnthropicWire implements Wire {

  @Override
  public String name() {
    return "anthropic-messages";
  }

  @Override
  public String prefix() {
    return "/anthropic/";
  }

  @Override
  public boolean serves(String path) {
    return path.equals("/anthropic/v1/messages");
  }

  @Override
  public Optional<String> key(Headers headers, URI uri) {
    return Optional.ofNullable(headers.getFirst("x-api-key")).or(() -> Keys.bearer(headers));
  }

  @Override
  public Asked read(Headers headers, URI uri, JsonNode body) throws Refused {
    if (headers.getFirst("anthropic-version") == null) {
      throw Refused.invalid("anthropic-version: header is required");
    }
    return AnthropicRequest.read(body);
  }

  @Override
  public JsonNode answer(Answer answer) {
    var body = Shape.object();
    body.put("id", "msg_01" + answer.id()).put("type", "message").put("role", "assistant");
    body.put("model", answer.answeringId());
    var content = body.putArray("content");
    if (!answer.text().isEmpty()) {
      content.addObject().put("type", "text").put("text", answer.text()).putNull("citations");
    }
    for (var call : answer.calls()) {
      var block = content.addObject().put("type", "tool_use").put("id", "toolu_01" + call.id());
      block.put("name", call.said().name());
      block.set("input", Shape.JSON.valueToTree(call.said().arguments()));
    }
    body.put("stop_reason", stopReason(answer)).putNull("stop_sequence");
    if (answer.usage() != null) {
      body.set("usage", usage(answer.usage()));
    }
    return body;
  }

  private static String stopReason(Answer answer) {
    if (answer.cutOff()) {
      return "max_tokens";
    }
    return answer.calls().isEmpty() ? "end_turn" : "tool_use";
  }

  /** Here input_tokens leaves out what was read from the cache. */
  private static JsonNode usage(Answer.Tokens tokens) {
    var usage = Shape.object();
    usage.put("input_tokens", tokens.input() - tokens.cached());
    usage.put("cache_creation_input_tokens", 0).put("cache_read_input_tokens", tokens.cached());
    var creation = usage.putObject("cache_creation");
    creation.put("ephemeral_5m_input_tokens", 0).put("ephemeral_1h_input_tokens", 0);
    return usage.put("output_tokens", tokens.output()).put("service_tier", "standard");
  }

  @Override
  public String stream(Asked asked, URI uri, JsonNode answer) {
    return AnthropicStream.of(answer);
  }

  @Override
  public JsonNode error(int status, String message, String requestId) {
    var body = Shape.object().put("type", "error");
    body.putObject("error").put("type", errorType(status)).put("message", message);
    return body.put("request_id", requestId);
  }

  private static String errorType(int status) {
    return switch (status) {
      case 400, 405 -> "invalid_request_error";
      case 401 -> "authentication_error";
      case 404 -> "not_found_error";
      case 413 -> "request_too_large";
      default -> "api_error";
    };
  }

  @Override
  public String requestIdHeader() {
    return "request-id";
  }
}
