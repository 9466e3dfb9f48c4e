package dev.muster.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.muster.plan.Model;
import java.util.Set;

/** A conversation as the Messages API takes it, its thinking blocks where they were. */
final class AnthropicHistory {
  private static final Set<String> THINKING = Set.of("thinking", "redacted_thinking");

  private AnthropicHistory() {}

  static void write(ChatRequest request, ArrayNode messages) {
    request.messages().forEach(m -> write(request.model(), m, messages.addObject()));
  }

  private static void write(Model model, Message message, ObjectNode to) {
    to.put("role", message instanceof Message.Assistant ? "assistant" : "user");
    var content = to.putArray("content");
    if (message instanceof Message.User user) {
      text(content, user.text());
    } else if (message instanceof Message.Assistant said) {
      var kept = Verbatim.of(said, model);
      if (kept == null) {
        write(said, content);
      } else {
        repeat(kept, content);
      }
    } else if (message instanceof Message.Tools tools) {
      tools.results().forEach(r -> write(r, content.addObject()));
    }
  }

  private static void write(Message.Assistant said, ArrayNode content) {
    if (said.toolCalls().isEmpty() || !isBlank(said.text())) {
      text(content, said.text());
    }
    for (var call : said.toolCalls()) {
      content
          .addObject()
          .put("type", "tool_use")
          .put("id", CallIds.portable(call.id()))
          .put("name", call.name())
          .set("input", Json.asObject(call.arguments()));
    }
  }

  /** Unchanged but for the ids, which the results must name; thinking may not stand last. */
  private static void repeat(JsonNode blocks, ArrayNode content) {
    for (var block : blocks) {
      var copy = (ObjectNode) block.deepCopy();
      if (copy.path("type").asText().equals("tool_use")) {
        copy.put("id", CallIds.portable(copy.path("id").asText()));
        copy.set("input", Json.asObject(copy.get("input")));
      }
      content.add(copy);
    }
    if (isThinking(content.path(content.size() - 1))) {
      text(content, "");
    }
  }

  private static void write(ToolResult result, ObjectNode to) {
    to.put("type", "tool_result")
        .put("tool_use_id", CallIds.portable(result.callId()))
        .put("content", result.error() ? said(result.content()) : result.content());
    if (result.error()) {
      to.put("is_error", true);
    }
  }

  private static void text(ArrayNode content, String text) {
    content.addObject().put("type", "text").put("text", said(text));
  }

  /** The API refuses empty text, also where it tells of an error. */
  private static String said(String text) {
    return isBlank(text) ? Json.SILENCE : text;
  }

  private static boolean isBlank(String text) {
    return text == null || text.isBlank();
  }

  /** The answer's blocks, when one of them is thinking; null otherwise. */
  static Verbatim verbatim(Model model, JsonNode blocks) {
    var kept = Json.array();
    boolean thought = false;
    for (var block : blocks) {
      if (acceptedAgain(block)) {
        kept.add(block);
        thought |= isThinking(block);
      }
    }
    return thought ? new Verbatim(model.protocol(), model.id(), kept) : null;
  }

  /** The API refuses what it may say itself: empty text, and thinking cut off unsigned. */
  private static boolean acceptedAgain(JsonNode block) {
    return switch (block.path("type").asText()) {
      case "text" -> !block.path("text").asText().isBlank();
      case "thinking" -> !block.path("signature").asText().isEmpty();
      default -> block.isObject();
    };
  }

  private static boolean isThinking(JsonNode block) {
    return THINKING.contains(block.path("type").asText());
  }
}
