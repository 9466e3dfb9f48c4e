package dev.muster.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.muster.model.ChatAnswer.Stop;
import dev.muster.plan.Model;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import okhttp3.HttpUrl;

/** OpenAI's Chat Completions, as spoken by OpenAI and the many who speak it too. */
final class OpenAiChat implements Wire {
  /** They promise JSON, and a schema for some of their models only. */
  private static final Set<String> JSON_ONLY = Set.of("alibaba", "deepseek");

  @Override
  public Model.Protocol protocol() {
    return Model.Protocol.OPENAI_CHAT;
  }

  @Override
  public HttpUrl url(HttpUrl base, Model model) {
    return base.newBuilder().addPathSegments("chat/completions").build();
  }

  @Override
  public Map<String, String> headers(String key) {
    return key == null ? Map.of() : Map.of("Authorization", "Bearer " + key);
  }

  @Override
  public ObjectNode body(ChatRequest request) {
    var body = Json.object().put("model", request.model().id());
    OutputLimit.write(request.model(), request.maxOutputTokens(), body);
    ServiceTier.openAi(request.model(), body);
    if (request.temperature() != null) {
      body.put("temperature", request.temperature());
    }
    OpenAiHistory.write(request, body.putArray("messages"));
    if (!request.tools().isEmpty()) {
      var tools = body.putArray("tools");
      request.tools().forEach(t -> write(t, tools.addObject()));
    }
    if (request.answerSchema() != null && !OutputLimit.thinks(request.model())) {
      format(request, body.putObject("response_format"));
    }
    if (request.streamed() || OutputLimit.thinks(request.model())) {
      body.put("stream", true).putObject("stream_options").put("include_usage", true);
    }
    return body;
  }

  private static void format(ChatRequest request, ObjectNode to) {
    if (JSON_ONLY.contains(request.model().provider())) {
      to.put("type", "json_object");
      return;
    }
    var schema = to.put("type", "json_schema").putObject("json_schema");
    schema.put("name", "answer").put("strict", true).set("schema", request.answerSchema());
  }

  private static void write(ToolSpec tool, ObjectNode to) {
    to.put("type", "function")
        .putObject("function")
        .put("name", tool.name())
        .put("description", tool.description())
        .set("parameters", tool.inputSchema());
  }

  @Override
  public ChatAnswer answer(ChatRequest request, JsonNode body) {
    var choice = body.path("choices").path(0);
    var message = choice.path("message");
    if (!message.isObject()) {
      throw new UnreadableAnswer("no choices in the answer");
    }
    var calls = calls(request, message.path("tool_calls"));
    var refusal = refusal(message);
    var text = Json.text(message, "content");
    return new ChatAnswer(
        Json.text(body, "model"),
        text != null ? text : refusal == null ? "" : refusal,
        calls,
        refusal != null ? Stop.REFUSED : stop(choice.path("finish_reason").asText(), calls),
        ServiceTier.isAnother(body) ? null : OpenAiUsage.of(body.path("usage")),
        OpenAiHistory.verbatim(request.model(), message),
        null);
  }

  /** Some send an empty one with each answer. */
  private static String refusal(JsonNode message) {
    var refusal = Json.text(message, "refusal");
    return refusal == null || refusal.isBlank() ? null : refusal;
  }

  @Override
  public Assembly assembly() {
    return new OpenAiAssembly();
  }

  private static List<ToolCall> calls(ChatRequest request, JsonNode calls) {
    var read = new ArrayList<ToolCall>();
    for (var call : calls) {
      var id = Json.text(call, "id");
      var function = call.path("function");
      read.add(
          new ToolCall(
              id == null || id.isEmpty() ? CallIds.made(request, read.size()) : id,
              function.path("name").asText(),
              arguments(function.path("arguments"))));
    }
    return read;
  }

  /** A text by the protocol; some who speak it send the object itself. */
  private static JsonNode arguments(JsonNode arguments) {
    return arguments.isObject() ? arguments : Json.arguments(arguments.asText());
  }

  private static Stop stop(String reason, List<ToolCall> calls) {
    return switch (reason) {
      case "length" -> Stop.LENGTH;
      case "content_filter" -> Stop.REFUSED;
      default -> calls.isEmpty() ? Stop.END : Stop.TOOLS;
    };
  }
}
