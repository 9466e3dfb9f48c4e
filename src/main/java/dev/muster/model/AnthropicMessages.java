package dev.muster.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.muster.model.ChatAnswer.Stop;
import dev.muster.plan.Model;
import java.util.ArrayList;
import java.util.Map;
import okhttp3.HttpUrl;

/** Anthropic's Messages API, in one piece or streamed. */
final class AnthropicMessages implements Wire {
  private static final String VERSION = "2023-06-01";

  @Override
  public Model.Protocol protocol() {
    return Model.Protocol.ANTHROPIC_MESSAGES;
  }

  @Override
  public HttpUrl url(HttpUrl base, Model model) {
    return base.newBuilder().addPathSegments("v1/messages").build();
  }

  @Override
  public Map<String, String> headers(String key) {
    return key == null
        ? Map.of("anthropic-version", VERSION)
        : Map.of("anthropic-version", VERSION, "x-api-key", key);
  }

  @Override
  public ObjectNode body(ChatRequest request) {
    var body = Json.object();
    body.put("model", request.model().id()).put("max_tokens", request.maxOutputTokens());
    if (request.temperature() != null) {
      body.put("temperature", request.temperature());
    }
    if (request.system() != null && !request.system().isEmpty()) {
      body.put("system", request.system());
    }
    ServiceTier.anthropic(request.model(), body);
    AnthropicHistory.write(request, body.putArray("messages"));
    if (!request.tools().isEmpty()) {
      var tools = body.putArray("tools");
      request.tools().forEach(t -> write(t, tools.addObject()));
    }
    if (request.answerSchema() != null) {
      var format = body.putObject("output_config").putObject("format").put("type", "json_schema");
      format.set("schema", request.answerSchema());
    }
    if (request.streamed()) {
      body.put("stream", true);
    }
    AnthropicCache.mark(body);
    return body;
  }

  /** The schema of a tool's input, and nothing else that would differ between two calls. */
  private static void write(ToolSpec tool, ObjectNode to) {
    to.put("name", tool.name()).put("description", tool.description());
    to.set("input_schema", tool.inputSchema());
  }

  @Override
  public ChatAnswer answer(ChatRequest request, JsonNode body) {
    if (!body.path("content").isArray()) {
      throw new UnreadableAnswer("no content in the answer");
    }
    var text = new StringBuilder();
    var calls = new ArrayList<ToolCall>();
    for (var block : body.path("content")) {
      switch (block.path("type").asText()) {
        case "text" -> text.append(block.path("text").asText());
        case "tool_use" -> calls.add(call(block));
        default -> {
          // Thinking and blocks yet unknown are not part of what was said; see Verbatim.
        }
      }
    }
    return new ChatAnswer(
        Json.text(body, "model"),
        text.toString(),
        calls,
        stop(body.path("stop_reason").asText(), calls.isEmpty()),
        AnthropicUsage.of(body.path("usage")),
        AnthropicHistory.verbatim(request.model(), body.path("content")),
        null);
  }

  @Override
  public Assembly assembly() {
    return new AnthropicAssembly();
  }

  private static ToolCall call(JsonNode block) {
    return new ToolCall(block.path("id").asText(), block.path("name").asText(), block.get("input"));
  }

  private static Stop stop(String reason, boolean noCalls) {
    return switch (reason) {
      case "max_tokens", "model_context_window_exceeded" -> Stop.LENGTH;
      case "refusal" -> Stop.REFUSED;
      default -> noCalls ? Stop.END : Stop.TOOLS;
    };
  }
}
