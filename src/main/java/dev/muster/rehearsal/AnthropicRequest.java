package dev.muster.rehearsal;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
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
    AnthropicMessages.checkMessages(messages);
    checkTools(body.path("tools"));
    var stream = Shape.flag(body.get("stream"), "stream");
    var counted = new ArrayList<JsonNode>();
    if (Shape.present(body, "system")) {
      counted.add(body.get("system"));
    }
    body.path("tools").forEach(counted::add);
    messages.forEach(counted::add);
    return new Asked(
        model,
        text(messages.get(0)),
        assistants(messages),
        counted,
        tools(body.path("tools")),
        limit,
        stream,
        true);
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

  private static List<String> tools(JsonNode tools) {
    var names = new ArrayList<String>();
    tools.forEach(tool -> names.add(tool.path("name").asText()));
    return names;
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
