package dev.muster.rehearsal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** The events of a streamed Messages answer, made from the plain one. */
final class AnthropicStream {
  private final StringBuilder events = new StringBuilder();

  private AnthropicStream() {}

  static String of(JsonNode answer) {
    var stream = new AnthropicStream();
    stream.start((ObjectNode) answer.deepCopy());
    for (int i = 0; i < answer.get("content").size(); i++) {
      stream.block(i, answer.get("content").get(i));
    }
    stream.end(answer);
    return stream.events.toString();
  }

  private void start(ObjectNode message) {
    message.putArray("content");
    message.putNull("stop_reason");
    if (message.get("usage") instanceof ObjectNode usage) {
      usage.put("output_tokens", 1);
    }
    var event = event("message_start");
    event.set("message", message);
    send(event);
    send(event("ping"));
  }

  private void block(int index, JsonNode block) {
    var start = event("content_block_start").put("index", index);
    var empty = (ObjectNode) block.deepCopy();
    var delta = Shape.object();
    if (block.get("type").asText().equals("text")) {
      empty.put("text", "");
      delta.put("type", "text_delta").put("text", block.get("text").asText());
    } else {
      empty.putObject("input");
      delta.put("type", "input_json_delta").put("partial_json", block.get("input").toString());
    }
    start.set("content_block", empty);
    send(start);
    var change = event("content_block_delta").put("index", index);
    change.set("delta", delta);
    send(change);
    send(event("content_block_stop").put("index", index));
  }

  private void end(JsonNode answer) {
    var change = event("message_delta");
    var delta = change.putObject("delta");
    delta.set("stop_reason", answer.get("stop_reason"));
    delta.set("stop_sequence", answer.get("stop_sequence"));
    if (answer.has("usage")) {
      var usage = answer.get("usage");
      var sent = change.putObject("usage");
      for (var name :
          new String[] {
            "input_tokens",
            "cache_creation_input_tokens",
            "cache_read_input_tokens",
            "output_tokens"
          }) {
        sent.set(name, usage.get(name));
      }
    }
    send(change);
    send(event("message_stop"));
  }

  private static ObjectNode event(String type) {
    return Shape.object().put("type", type);
  }

  private void send(JsonNode event) {
    events.append("event: ").append(event.get("type").asText()).append('\n');
    events.append("data: ").append(event).append("\n\n");
  }
}
