package dev.muster.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.muster.ledger.Usage;
import dev.muster.model.ChatAnswer.Stop;
import dev.muster.plan.Model;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import okhttp3.HttpUrl;

/** Google's generateContent, in one piece or streamed. */
final class GeminiGenerate implements Wire {

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
  public HttpUrl streamUrl(HttpUrl base, Model model) {
    return base.newBuilder()
        .addPathSegments("v1beta/models")
        .addPathSegment(model.id() + ":streamGenerateContent")
        .addQueryParameter("alt", "sse")
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
    request.messages().forEach(m -> GeminiHistory.write(request, m, contents.addObject()));
    if (!request.tools().isEmpty()) {
      var tools = body.putArray("tools").addObject().putArray("functionDeclarations");
      request.tools().forEach(t -> write(t, tools.addObject()));
    }
    configure(request, body.putObject("generationConfig"));
    return body;
  }

  private static void configure(ChatRequest request, ObjectNode to) {
    to.put("maxOutputTokens", request.maxOutputTokens());
    if (request.temperature() != null) {
      to.put("temperature", request.temperature());
    }
    if (request.answerSchema() != null) {
      to.put("responseMimeType", "application/json");
      to.set("responseJsonSchema", request.answerSchema());
    }
  }

  /** parametersJsonSchema takes JSON Schema whole; parameters refuses much of it. */
  private static void write(ToolSpec tool, ObjectNode to) {
    to.put("name", tool.name())
        .put("description", tool.description())
        .set("parametersJsonSchema", tool.inputSchema());
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
        usage(body.path("usageMetadata")),
        GeminiHistory.verbatim(request.model(), candidate.path("content").path("parts")),
        null);
  }

  @Override
  public Assembly assembly() {
    return new GeminiAssembly();
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
      case "MALFORMED_FUNCTION_CALL", "UNEXPECTED_TOOL_CALL", "TOO_MANY_TOOL_CALLS" ->
          Stop.MALFORMED;
      // SAFETY, RECITATION, BLOCKLIST ...: nothing that could be used.
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
    if (isOtherThanText(usage)) {
      return null;
    }
    if (prompt.isEmpty() || output.isEmpty() || output.get() < 0 || cached > prompt.get()) {
      return null;
    }
    return new Usage(prompt.get() - cached + toolUse, cached, 0, output.get(), thoughts);
  }

  /** Sound has another price, and so has a picture that the model makes: no row has those. */
  private static boolean isOtherThanText(JsonNode usage) {
    return counts(usage.path("promptTokensDetails"), "AUDIO")
        || counts(usage.path("cacheTokensDetails"), "AUDIO")
        || counts(usage.path("candidatesTokensDetails"), "AUDIO")
        || counts(usage.path("candidatesTokensDetails"), "IMAGE");
  }

  private static boolean counts(JsonNode details, String modality) {
    for (var part : details) {
      if (part.path("modality").asText().equals(modality) && part.path("tokenCount").asLong() > 0) {
        return true;
      }
    }
    return false;
  }
}
