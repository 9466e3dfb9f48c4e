package dev.muster.rehearsal;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads a request of the Messages API; the complaints are worded as the API words them. */
final class AnthropicRequest {
  private static final Set<String> FIELDS =
      Set.of(
          ("model messages max_tokens system tools tool_choice temperature top_p top_k "
                  + "stop_sequences stream metadata thinking service_tier container "
                  + "context_management mcp_servers output_config output_format cache_control "
                  + "inference_geo betas speed diagnostics")
              .split(" "));
  private static final Set<String> BLOCKS =
      Set.of(
          ("text image document search_result thinking redacted_thinking tool_use "
                  + "tool_result server_tool_use web_search_tool_result container_upload")
              .split(" "));
  private static final Pattern TOOL = Pattern.compile("[a-zA-Z0-9_-]{1,128}");

  private AnthropicRequest() {}

  static Asked read(JsonNode body) throws Refused {
    Shape.onlyFields(body, FIELDS, name -> name + ": Extra inputs are not permitted");
    var model = Shape.requireText(body.get("model"), "model");
    var limit = Shape.positiveOrNull(body.get("max_tokens"), "max_tokens");
    if (limit == null) {
      throw Refused.invalid("max_tokens: Field required");
    }
    var messages = Shape.requireList(body.get("messages"), "messages");
    checkMessages(messages);
    checkTools(body.path("tools"));
    var stream = Shape.flag(body.get("stream"), "stream");
    var counted = new ArrayList<JsonNode>();
    if (Shape.present(body, "system")) {
      counted.add(body.get("system"));
    }
    body.path("tools").forEach(counted::add);
    messages.forEach(counted::add);
    return new Asked(
        model, text(messages.get(0)), assistants(messages), counted, limit, stream, true);
  }

  private static void checkMessages(JsonNode messages) throws Refused {
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
        throw Refused.invalid(
            ("messages.%d.content: unexpected `tool_use_id` found in `tool_result` blocks: %s. Each"
                    + " `tool_result` block must have a corresponding `tool_use` block in the"
                    + " previous message.")
                .formatted(index, id));
      }
      if (leading) {
        missing.remove(id);
      }
    }
    if (!missing.isEmpty()) {
      throw withoutResult(index - 1, missing);
    }
  }

  private static Refused withoutResult(int index, Set<String> ids) {
    return Refused.invalid(
        ("messages.%d: `tool_use` ids were found without `tool_result` blocks immediately after:"
                + " %s. Each `tool_use` block must have a corresponding `tool_result` block in the"
                + " next message.")
            .formatted(index, String.join(", ", ids)));
  }

  private static void checkTools(JsonNode tools) throws Refused {
    var names = new HashSet<String>();
    for (int i = 0; i < tools.size(); i++) {
      var tool = tools.get(i);
      var name = Shape.requireText(tool.get("name"), "tools." + i + ".name");
      if (!names.add(name)) {
        throw Refused.invalid("tools: Tool names must be unique.");
      }
      if (tool.path("type").asText("custom").equals("custom")) {
        checkCustomTool(tool, name, "tools." + i + ".custom");
      }
    }
  }

  private static void checkCustomTool(JsonNode tool, String name, String place) throws Refused {
    if (!TOOL.matcher(name).matches()) {
      throw Refused.invalid(place + ".name: String should match pattern '^[a-zA-Z0-9_-]{1,128}$'");
    }
    var schema = Shape.requireObject(tool.get("input_schema"), place + ".input_schema");
    if (!schema.path("type").asText().equals("object")) {
      throw Refused.invalid(place + ".input_schema.type: Input should be 'object'");
    }
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

  private static int assistants(JsonNode messages) {
    int count = 0;
    for (var message : messages) {
      count += message.get("role").asText().equals("assistant") ? 1 : 0;
    }
    return count;
  }

  private static String text(JsonNode message) {
    var content = message.get("content");
    if (content.isTextual()) {
      return content.textValue();
    }
    var text = new StringBuilder();
    content.forEach(block -> text.append(block.path("text").asText()).append('\n'));
    return text.toString();
  }
}
