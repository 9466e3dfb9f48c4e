package dev.muster.mcp;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.muster.mcp.McpSessions.Called;
import dev.muster.mcp.McpSessions.Tool;
import dev.muster.secret.Secrets;
import io.modelcontextprotocol.spec.McpSchema;
import java.util.Map;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/** The protocol's content in our words: text for a model, bounded, without secrets. */
@Component("mcpContent")
class Content {
  static final int MAX_TEXT = 256 << 10;
  private final ObjectMapper json;
  private final Secrets secrets;

  Content(ObjectMapper json, Secrets secrets) {
    this.json = json;
    this.secrets = secrets;
  }

  Tool tool(McpSchema.Tool tool) {
    JsonNode schema =
        tool.inputSchema() == null ? json.createObjectNode() : json.valueToTree(tool.inputSchema());
    return new Tool(tool.name(), tool.description() == null ? "" : tool.description(), schema);
  }

  /**
   * @throws IllegalArgumentException for anything but an object: without it another call would be
   *     made
   */
  Map<String, Object> map(JsonNode arguments) {
    if (arguments != null && !arguments.isObject()) {
      throw new IllegalArgumentException("a tool's arguments are a JSON object: " + arguments);
    }
    return arguments == null
        ? Map.of()
        : json.convertValue(arguments, new TypeReference<Map<String, Object>>() {});
  }

  Called called(McpSchema.CallToolResult result) {
    String text =
        result.content() == null
            ? ""
            : result.content().stream().map(this::text).collect(Collectors.joining("\n"));
    if (text.isEmpty() && result.structuredContent() != null) {
      text = json.valueToTree(result.structuredContent()).toString();
    }
    return new Called(bounded(text), Boolean.TRUE.equals(result.isError()));
  }

  Called error(String message) {
    return new Called(bounded(String.valueOf(message)), true);
  }

  private String text(McpSchema.Content part) {
    if (part instanceof McpSchema.TextContent text) {
      return text.text();
    }
    if (part instanceof McpSchema.ImageContent || part instanceof McpSchema.AudioContent) {
      return "[" + part.type() + " left out]";
    }
    if (part instanceof McpSchema.EmbeddedResource embedded) {
      return text(embedded.resource());
    }
    try {
      return json.writeValueAsString(part);
    } catch (JsonProcessingException e) {
      return "[" + part.type() + " left out]";
    }
  }

  private static String text(McpSchema.ResourceContents resource) {
    return resource instanceof McpSchema.TextResourceContents text
        ? "[resource " + text.uri() + "]\n" + text.text()
        : "[resource " + resource.uri() + " left out: it is no text]";
  }

  /** The text without secrets. */
  String clean(String text) {
    return secrets.redact(text);
  }

  private String bounded(String text) {
    String safe = secrets.redact(text);
    return safe.length() <= MAX_TEXT
        ? safe
        : safe.substring(0, MAX_TEXT)
            + "\n[cut here: "
            + (safe.length() - MAX_TEXT)
            + " more characters]";
  }
}
