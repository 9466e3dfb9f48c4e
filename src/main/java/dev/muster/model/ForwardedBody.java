package dev.muster.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.muster.model.ForwardedCalls.Forward;
import java.util.List;
import java.util.Set;

/**
 * Somebody's request as Muster sends it: for the model that Muster chose, its output bounded, its
 * usage asked for, and without what would cost more than its tokens. All else stays as it was.
 */
final class ForwardedBody {
  private static final int LEAST_THINKING = 1024;

  /** What providers bill at another rate than the price book's. */
  private static final List<String> DEARER =
      List.of("service_tier", "serviceTier", "speed", "inference_geo");

  /** By which a provider in front of others would choose another model than Muster's. */
  private static final List<String> CHOOSING = List.of("models", "route");

  /**
   * Searches, interpreters and parsers with prices of their own, other models that would answer
   * (Anthropic's and LiteLLM's fallbacks), and choices that must not be lost unseen.
   */
  private static final List<String> BESIDE =
      List.of(
          "plugins",
          "provider",
          "preset",
          "enable_search",
          "enable_code_interpreter",
          "providerOptions",
          "fallbacks");

  private static final Set<String> ANTHROPIC_TOOLS =
      Set.of("", "custom", "bash", "text_editor", "memory", "computer");

  private ForwardedBody() {}

  /**
   * @throws NotForwardable when it asks for what no bound holds for
   */
  static ObjectNode of(Forward call) {
    var body = call.body().deepCopy();
    body.remove(DEARER);
    body.remove(CHOOSING);
    BESIDE.forEach(field -> refuse(isAsked(body.path(field)), field));
    switch (call.model().protocol()) {
      case OPENAI_CHAT -> openAi(call, body);
      case ANTHROPIC_MESSAGES -> anthropic(call, body);
      case GEMINI_GENERATE -> gemini(call, body);
    }
    return body;
  }

  /** Many clients write what they do not want: null, false or an empty list. */
  private static boolean isAsked(JsonNode field) {
    boolean no = field.isMissingNode() || field.isNull() || field.isBoolean() && !field.asBoolean();
    return !no && !(field.isContainerNode() && field.isEmpty());
  }

  private static void openAi(Forward call, ObjectNode body) {
    InputElsewhere.refuseOpenAi(body);
    one(body, "n");
    refuse(body.hasNonNull("web_search_options"), "web_search_options");
    ordinary(body.path("tools"), Set.of("function", "custom"));
    int most = least(call.maxOutputTokens(), body, "max_tokens", "max_completion_tokens");
    body.remove(List.of("max_tokens", "max_completion_tokens", "stream", "stream_options"));
    body.put("model", call.model().id());
    ServiceTier.openAi(call.model(), body);
    if (call.streamed()) {
      body.put("stream", true);
      options(body, call.body()).put("include_usage", true);
    }
    OutputLimit.rewrite(call.model(), most, body);
  }

  private static ObjectNode options(ObjectNode body, ObjectNode asked) {
    var options = body.putObject("stream_options");
    return asked.path("stream_options") instanceof ObjectNode said ? options.setAll(said) : options;
  }

  private static void anthropic(Forward call, ObjectNode body) {
    InputElsewhere.refuseAnthropic(body);
    ordinary(body.path("tools"), ANTHROPIC_TOOLS);
    toldOnTheWay(body.path("messages"));
    elsewhere(body);
    refuse(isAsked(body.path("mcp_servers")), "mcp_servers");
    refuse(body.hasNonNull("container"), "container");
    int most = least(call.maxOutputTokens(), body, "max_tokens");
    body.put("model", call.model().id()).put("max_tokens", most);
    body.put("stream", call.streamed());
    ServiceTier.anthropic(call.model(), body);
    int thinking = body.path("thinking").path("budget_tokens").asInt();
    if (thinking >= most && most > LEAST_THINKING) {
      ((ObjectNode) body.get("thinking")).put("budget_tokens", Math.max(LEAST_THINKING, most / 2));
    } else if (thinking >= most) {
      body.remove("thinking");
    }
  }

  private static void gemini(Forward call, ObjectNode body) {
    InputElsewhere.refuseGemini(body);
    spell(body, "generation_config", "generationConfig");
    var config =
        body.path("generationConfig") instanceof ObjectNode written
            ? written
            : body.putObject("generationConfig");
    spell(config, "candidate_count", "candidateCount");
    spell(config, "max_output_tokens", "maxOutputTokens");
    one(config, "candidateCount");
    for (var tool : InputElsewhere.each(body.path("tools"))) {
      for (var field : tool.properties()) {
        refuse(!field.getKey().matches("function_?[dD]eclarations"), field.getKey());
      }
    }
    config.put("maxOutputTokens", least(call.maxOutputTokens(), config, "maxOutputTokens"));
  }

  /** Google takes both spellings; two of one field could be read either way. */
  private static void spell(ObjectNode in, String snake, String camel) {
    refuse(in.has(snake) && in.has(camel), camel + " beside " + snake);
    if (in.has(snake)) {
      in.set(camel, in.remove(snake));
    }
  }

  /**
   * What Anthropic lets a request move out of itself: a conversation that the provider holds, and
   * summaries whose tokens its usage leaves out. A thread that is only to be kept costs nothing, so
   * it is taken out, and no client goes on with one then.
   */
  private static void elsewhere(ObjectNode body) {
    var thread = body.path("thread");
    refuse(isAsked(thread) && !thread.path("type").asText().equals("create"), "thread");
    body.remove("thread");
    refuse(isAsked(body.path("compaction")), "compaction");
    for (var edit : InputElsewhere.each(body.at("/context_management/edits"))) {
      var type = edit.path("type").asText();
      refuse(type.startsWith("compact"), type);
    }
  }

  /** Tools may also be told of within a conversation. */
  private static void toldOnTheWay(JsonNode messages) {
    for (var message : InputElsewhere.each(messages)) {
      for (var block : InputElsewhere.each(message.path("content"))) {
        if (block.path("type").asText().startsWith("tool_addition")) {
          brought(block.path("tool"));
        }
      }
    }
  }

  /** A definition, or only the name of one that stands in the request's tools. */
  private static void brought(JsonNode tool) {
    var type = tool.path("type").asText();
    if (type.equals("tool_definition")) {
      ordinary(tool.path("definition"), ANTHROPIC_TOOLS);
    } else if (!type.equals("tool_reference")) {
      ordinary(tool, ANTHROPIC_TOOLS);
    }
  }

  /** Tools that the provider runs itself have prices of their own. */
  private static void ordinary(JsonNode tools, Set<String> kinds) {
    for (var tool : InputElsewhere.each(tools)) {
      var type = tool.path("type").asText();
      // Anthropic's own carry their day: bash_20250124.
      refuse(!kinds.contains(type.replaceFirst("_\\d{8}$", "")), type);
    }
  }

  private static void one(JsonNode from, String field) {
    refuse(from.path(field).asInt(1) > 1, field + " over 1");
  }

  static void refuse(boolean bad, String what) {
    if (bad) {
      throw new NotForwardable(what + " cannot be bounded by a budget and is not forwarded");
    }
  }

  private static int least(int most, JsonNode from, String... fields) {
    int least = most;
    for (var field : fields) {
      int asked = from.path(field).asInt();
      least = asked > 0 ? Math.min(least, asked) : least;
    }
    return least;
  }

  /** What stands for the conversation where only its model and its bound are asked. */
  static ChatRequest standIn(Forward call) {
    return new ChatRequest(
        call.model(), null, List.of(), List.of(), call.maxOutputTokens(), call.timeout());
  }
}
