package dev.muster.rehearsal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.Headers;
import java.net.URI;
import java.util.Optional;

/** OpenAI's Chat Completions API. */
final class OpenAiWire implements Wire {

  @Override
  public String name() {
    return "openai-chat";
  }

  @Override
  public String prefix() {
    return "/openai/";
  }

  @Override
  public boolean serves(String path) {
    return path.equals("/openai/v1/chat/completions");
  }

  @Override
  public Optional<String> key(Headers headers, URI uri) {
    return Keys.bearer(headers);
  }

  @Override
  public Asked read(Headers headers, URI uri, JsonNode body) throws Refused {
    return OpenAiRequest.read(body);
  }

  @Override
  public JsonNode answer(Answer answer) {
    var body = Shape.object();
    body.put("id", "chatcmpl-" + answer.id()).put("object", "chat.completion");
    body.put("created", answer.time().getEpochSecond()).put("model", answer.answeringId());
    var choice = body.putArray("choices").addObject().put("index", 0);
    choice.set("message", message(answer));
    choice.putNull("logprobs").put("finish_reason", finishReason(answer));
    if (answer.usage() != null) {
      body.set("usage", usage(answer.usage()));
    }
    return body.put("service_tier", "default").putNull("system_fingerprint");
  }

  private static ObjectNode message(Answer answer) {
    var message = Shape.object().put("role", "assistant");
    message.put("content", answer.text().isEmpty() ? null : answer.text());
    if (!answer.calls().isEmpty()) {
      var calls = message.putArray("tool_calls");
      for (var call : answer.calls()) {
        var entry = calls.addObject().put("id", "call_" + call.id()).put("type", "function");
        var arguments = Shape.JSON.valueToTree(call.said().arguments()).toString();
        entry.putObject("function").put("name", call.said().name()).put("arguments", arguments);
      }
    }
    message.putNull("refusal").putArray("annotations");
    return message;
  }

  private static String finishReason(Answer answer) {
    if (answer.cutOff()) {
      return "length";
    }
    return answer.calls().isEmpty() ? "stop" : "tool_calls";
  }

  /** Here prompt_tokens includes what was read from the cache. */
  private static ObjectNode usage(Answer.Tokens tokens) {
    var usage = Shape.object().put("prompt_tokens", tokens.input());
    usage.put("completion_tokens", tokens.output()).put("total_tokens", tokens.total());
    usage
        .putObject("prompt_tokens_details")
        .put("cached_tokens", tokens.cached())
        .put("audio_tokens", 0);
    usage
        .putObject("completion_tokens_details")
        .put("reasoning_tokens", 0)
        .put("audio_tokens", 0)
        .put("accepted_prediction_tokens", 0)
        .put("rejected_prediction_tokens", 0);
    return usage;
  }

  @Override
  public String stream(Asked asked, URI uri, JsonNode answer) {
    return OpenAiStream.of(answer, asked.streamedUsage());
  }

  @Override
  public JsonNode error(int status, String message, String requestId) {
    var body = Shape.object();
    var error = body.putObject("error").put("message", message);
    error.put("type", status < 500 ? "invalid_request_error" : "server_error").putNull("param");
    error.put("code", status == 401 ? "invalid_api_key" : null);
    return body;
  }

  @Override
  public String requestIdHeader() {
    return "x-request-id";
  }
}
