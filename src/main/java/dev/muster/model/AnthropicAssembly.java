package dev.muster.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** The events of a streamed Messages answer; unknown ones are passed over, as the API asks. */
final class AnthropicAssembly implements Assembly {
  private static final String WRITTEN = "input written";
  private final GrowingTexts texts = new GrowingTexts();
  private ObjectNode message = Json.object();
  private ArrayNode content = message.putArray("content");
  private boolean ended;

  @Override
  public boolean add(JsonNode event) {
    switch (event.path("type").asText()) {
      case "message_start" -> start(event.path("message"));
      case "content_block_start" -> {
        if (event.path("content_block") instanceof ObjectNode block) {
          content.add(block.deepCopy());
          // A tool without arguments is all that such an answer may say.
          return block.path("type").asText().equals("tool_use");
        }
      }
      case "content_block_delta" -> {
        return block(event) instanceof ObjectNode block && grow(block, event.path("delta"));
      }
      case "message_delta" -> {
        merge(message, event.path("delta"));
        merge(usage(), event.path("usage"));
      }
      case "message_stop" -> ended = true;
      default -> {
        // ping, content_block_stop, and what is yet unknown
      }
    }
    return false;
  }

  private void start(JsonNode first) {
    if (first instanceof ObjectNode object) {
      message = object.deepCopy();
      content = message.putArray("content");
    }
  }

  private JsonNode block(JsonNode event) {
    return content.path(event.path("index").asInt(content.size() - 1));
  }

  private boolean grow(ObjectNode block, JsonNode delta) {
    return switch (delta.path("type").asText()) {
      case "text_delta" -> texts.append(block, "text", Json.text(delta, "text"));
      case "thinking_delta" -> texts.append(block, "thinking", Json.text(delta, "thinking"));
      case "signature_delta" -> texts.append(block, "signature", Json.text(delta, "signature"));
      case "input_json_delta" -> texts.append(block, WRITTEN, Json.text(delta, "partial_json"));
      default -> false;
    };
  }

  private ObjectNode usage() {
    return message.path("usage") instanceof ObjectNode usage ? usage : message.putObject("usage");
  }

  /** The later figures hold for the whole answer; what they leave out stays as it was. */
  private static void merge(ObjectNode into, JsonNode later) {
    for (var field : later.properties()) {
      if (!field.getValue().isNull()) {
        into.set(field.getKey(), field.getValue());
      }
    }
  }

  @Override
  public boolean ended() {
    return ended;
  }

  @Override
  public ObjectNode body() {
    texts.write();
    var body = message.deepCopy();
    for (var block : body.path("content")) {
      var written = ((ObjectNode) block).remove(WRITTEN);
      if (written != null) {
        ((ObjectNode) block).set("input", Json.arguments(written.asText()));
      }
    }
    return body;
  }
}
