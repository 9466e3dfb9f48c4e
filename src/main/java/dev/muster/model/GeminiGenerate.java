package dev.muster.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.muster.ledger.Usage;
import dev.muster.model.ChatAnswer.Stop;
import dev.muster.plan.Model;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import okhttp3.HttpUrl;

/** Google's generateContent, without streaming. */
final class GeminiGenerate implements Wire {
  /** What the API wants on a call that it did not make itself (another model wrote the history). */
  private static final String FOREIGN = "skip_thought_signature_validator";

  @Override
  public Model.Protocol protocol() {
    return Model.Protocol.GEMINI_GENERATE;
  }

  @Override
  public HttpUrl url(HttpUrl base, Model model) {
    return base.newBuilder()
        .addPathSegments("v1beta/models")
        .addPathSegment(model.id() + ":generateContent")
        .build();
  }

  @Override
  public Map<String, String> headers(String key) {
    return key == null ? Map.of() : Map.of("x-goog-api-key", key);
  }

  @Override
  public ObjectNode body(ChatRequest request) {
    var body = Json.object();
    if (request.system() != null && !request.system().isEmpty()) {
      body.putObject("systemInstruction")
          .putArray("parts")
          .addObject()
          .put("text", request.system());
    }
    var contents = body.putArray("contents");
    request.messages().forEach(m -> write(m, contents.addObject()));
    if (!request.tools().isEmpty()) {
      var tools = body.putArray("tools").addObject().putArray("functionDeclarations");
      request.tools().forEach(t -> write(t, tools.addObject()));
    }
    body.putObject("generationConfig").put("maxOutputTokens", request.maxOutputTokens());
    return body;
  }

  /** parametersJsonSchema takes JSON Schema whole; parameters refuses much of it. */
  private static void write(ToolSpec tool, ObjectNode to) {
    to.put("name", tool.name())
        .put("description", tool.description())
        .set("parametersJsonSchema", tool.inputSchema());
  }

  private static void write(Message message, ObjectNode to) {
    to.put("role", message instanceof Message.Assistant ? "model" : "user");
    var parts = to.putArray("parts");
    if (message instanceof Message.User user) {
      parts.addObject().put("text", user.text());
    } else if (message instanceof Message.Assistant said) {
      write(said, parts);
    } else if (message instanceof Message.Tools tools) {
      tools.results().forEach(r -> write(r, parts.addObject()));
    }
  }

  private static void write(Message.Assistant said, ArrayNode parts) {
    boolean noText = said.text() == null || said.text().isBlank();
    if (said.toolCalls().isEmpty() || !noText) {
      parts.addObject().put("text", noText ? Json.SILENCE : said.text());
    }
    boolean foreign = said.toolCalls().stream().allMatch(c -> c.signature() == null);
    for (var call : said.toolCalls()) {
      var part = parts.addObject();
      write(call, part.putObject("functionCall"));
      // In parallel calls the first carries the signature for all.
      if (foreign) {
        part.put("thoughtSignature", FOREIGN);
        foreign = false;
      } else if (call.signature() != null) {
        part.put("thoughtSignature", call.signature());
      }
    }
  }

  private static void write(ToolCall call, ObjectNode to) {
    id(call.id(), to);
    to.put("name", call.name()).set("args", Json.asObject(call.arguments()));
  }

  private static void write(ToolResult result, ObjectNode to) {
    var response = to.putObject("functionResponse");
    id(result.callId(), response);
    response
        .put("name", result.name())
        .putObject("response")
        .put(result.error() ? "error" : "result", result.content());
  }

  /** Ids that we made are ours alone. */
  private static void id(String id, ObjectNode to) {
    if (!CallIds.isMade(id)) {
      to.put("id", id);
    }
  }

  @Override
  public ChatAnswer answer(ChatRequest request, JsonNode body) {
    var candidate = body.path("candidates").path(0);
    boolean blocked = body.path("promptFeedback").has("blockReason");
    if (!candidate.isObject() && !blocked) {
      throw new UnreadableAnswer("no candidates in the answer");
    }
    var text = new StringBuilder();
    var calls = new ArrayList<ToolCall>();
    for (var part : candidate.path("content").path("parts")) {
      if (part.has("functionCall")) {
        calls.add(call(request, part, calls.size()));
      } else if (!part.path("thought").asBoolean()) {
        text.append(part.path("text").asText());
      }
    }
    return new ChatAnswer(
        Json.text(body, "modelVersion"),
        text.toString(),
        calls,
        blocked ? Stop.REFUSED : stop(candidate.path("finishReason").asText(), calls),
        usage(body.path("usageMetadata")));
  }

  private static ToolCall call(ChatRequest request, JsonNode part, int number) {
    var call = part.path("functionCall");
    var id = Json.text(call, "id");
    return new ToolCall(
        id == null || id.isEmpty() ? CallIds.made(request, number) : id,
        call.path("name").asText(),
        call.has("args") ? call.get("args") : Json.object(),
        Json.text(part, "thoughtSignature"));
  }

  private static Stop stop(String reason, List<ToolCall> calls) {
    return switch (reason) {
      case "MAX_TOKENS" -> Stop.LENGTH;
      case "STOP", "FINISH_REASON_UNSPECIFIED", "" -> calls.isEmpty() ? Stop.END : Stop.TOOLS;
      // SAFETY, RECITATION, BLOCKLIST, MALFORMED_FUNCTION_CALL ...: nothing that could be used.
      default -> Stop.REFUSED;
    };
  }

  /** promptTokenCount holds the cached ones; thoughts and tool-use prompts come on top. */
  private static Usage usage(JsonNode usage) {
    var prompt = Json.count(usage, "promptTokenCount");
    long thoughts = Json.count(usage, "thoughtsTokenCount").orElse(0L);
    long toolUse = Json.count(usage, "toolUsePromptTokenCount").orElse(0L);
    long cached = Json.count(usage, "cachedContentTokenCount").orElse(0L);
    // An answer of thoughts alone leaves candidatesTokenCount out, but never the total.
    var output =
        Json.count(usage, "candidatesTokenCount")
            .or(
                () ->
                    Json.count(usage, "totalTokenCount")
                        .flatMap(t -> prompt.map(p -> t - p - thoughts - toolUse)));
    if (prompt.isEmpty() || output.isEmpty() || output.get() < 0 || cached > prompt.get()) {
      return null;
    }
    return new Usage(prompt.get() - cached + toolUse, cached, 0, output.get(), thoughts);
  }
}
