package dev.muster.rehearsal;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashSet;
import java.util.Set;

/** Checks the messages of the Messages API: blocks, and each tool_use with its tool_result. */
final class AnthropicMessages {
  private static final Set<String> BLOCKS =
      Set.of(
          ("text image document search_result thinking redacted_thinking tool_use "
                  + "tool_result server_tool_use web_search_tool_result container_upload")
              .split(" "));

  private AnthropicMessages() {}

  static void checkMessages(JsonNode messages) throws Refused {
    Set<String> open = Set.of();
    for (int i = 0; i < messages.size(); i++) {
      var place = "messages." + i;
      var message = Shape.requireObject(messages.get(i), place);
      var role =
          Shape.requireOneOf(message.get("role"), Set.of("user", "assistant"), place + ".role");
      if (i == 0 && !role.equals("user")) {
        throw Refused.invalid("messages: first message must use the \"user\" role");
      }
      checkContent(message.get("content"), role, place);
      requireResults(open, message, i);
      open = role.equals("assistant") ? ids(message, "tool_use", "id") : Set.of();
    }
    if (!open.isEmpty()) {
      throw withoutResult(messages.size() - 1, open);
    }
  }

  private static void checkContent(JsonNode content, String role, String place) throws Refused {
    if (content == null || content.isTextual()) {
      Shape.requireText(content, place + ".content");
      return;
    }
    for (var block : Shape.requireList(content, place + ".content")) {
      var type = Shape.requireOneOf(block.get("type"), BLOCKS, place + ".content.type");
      switch (type) {
        case "text" -> Shape.requireText(block.get("text"), place + ": text content blocks");
        case "tool_use" -> checkToolUse(block, role, place);
        case "tool_result" -> checkToolResult(block, role, place);
        default -> {}
      }
    }
  }

  private static void checkToolUse(JsonNode block, String role, String place) throws Refused {
    if (!role.equals("assistant")) {
      throw Refused.invalid(place + ": `tool_use` blocks can only be in `assistant` messages");
    }
    Shape.requireText(block.get("id"), place + ".content.tool_use.id");
    Shape.requireText(block.get("name"), place + ".content.tool_use.name");
    Shape.requireObject(block.get("input"), place + ".content.tool_use.input");
  }

  private static void checkToolResult(JsonNode block, String role, String place) throws Refused {
    if (!role.equals("user")) {
      throw Refused.invalid(place + ": `tool_result` blocks can only be in `user` messages");
    }
    Shape.requireText(block.get("tool_use_id"), place + ".content.tool_result.tool_use_id");
    Shape.flag(block.get("is_error"), place + ".content.tool_result.is_error");
    var content = block.get("content");
    if (content != null && !content.isTextual() && !content.isArray()) {
      throw Refused.invalid(place + ".content.tool_result.content: Input should be a valid list");
    }
    boolean silent = content == null || content.isEmpty() && content.asText().isEmpty();
    if (silent && block.path("is_error").asBoolean()) {
      throw Refused.invalid(
          place + ".content.tool_result: content cannot be empty if `is_error` is true");
    }
  }

  /** Every tool_use needs its tool_result in the very next message, before any other block. */
  private static void requireResults(Set<String> open, JsonNode message, int index) throws Refused {
    var missing = new LinkedHashSet<>(open);
    var leading = true;
    for (var block : message.get("content")) {
      if (!block.path("type").asText().equals("tool_result")) {
        leading = false;
        continue;
      }
      var id = block.get("tool_use_id").asText();
      if (!open.contains(id)) {
        throw withoutUse(index, id);
      }
      if (leading) {
        missing.remove(id);
      }
    }
    if (!missing.isEmpty()) {
      throw withoutResult(index - 1, missing);
    }
  }

  private static Refused withoutUse(int index, String id) {
    return Refused.invalid(
        ("messages.%d.content: unexpected `tool_use_id` found in `tool_result` blocks: %s. Each"
                + " `tool_result` block must have a corresponding `tool_use` block in the"
                + " previous message.")
            .formatted(index, id));
  }

  private static Refused withoutResult(int index, Set<String> ids) {
    return Refused.invalid(
        ("messages.%d: `tool_use` ids were found without `tool_result` blocks immediately after:"
                + " %s. Each `tool_use` block must have a corresponding `tool_result` block in the"
                + " next message.")
            .formatted(index, String.join(", ", ids)));
  }

  private static Set<String> ids(JsonNode message, String type, String field) {
    var ids = new LinkedHashSet<String>();
    for (var block : message.get("content")) {
      if (block.path("type").asText().equals(type)) {
        ids.add(block.get(field).asText());
      }
    }
    return ids;
  }
}
