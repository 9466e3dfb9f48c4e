package dev.muster.rehearsal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** The chunks of a streamed Chat Completions answer, made from the plain one. */
final class OpenAiStream {
  private final JsonNode answer;
  private final StringBuilder events = new StringBuilder();

  private OpenAiStream(JsonNode answer) {
    this.answer = answer;
  }

  static String of(JsonNode answer, boolean withUsage) {
    var stream = new OpenAiStream(answer);
    stream.choice();
    if (withUsage && answer.has("usage")) {
      var last = stream.chunk();
      last.putArray("choices");
      last.set("usage", answer.get("usage"));
      stream.send(last.toString());
    }
    stream.send("[DONE]");
    return stream.events.toString();
  }

  private void choice() {
    var choice = answer.get("choices").get(0);
    var message = choice.get("message");
    var first = Shape.object().put("role", "assistant").put("content", "");
    delta(first.putNull("refusal"), null);
    if (message.hasNonNull("content")) {
      delta(Shape.object().put("content", message.get("content").asText()), null);
    }
    for (int i = 0; i < message.path("tool_calls").size(); i++) {
      var call = (ObjectNode) message.get("tool_calls").get(i).deepCopy();
      var delta = Shape.object();
      delta.putArray("tool_calls").addObject().put("index", i).setAll(call);
      delta(delta, null);
    }
    delta(Shape.object(), choice.get("finish_reason").asText());
  }

  private void delta(ObjectNode delta, String finishReason) {
    var chunk = chunk();
    var choice = chunk.putArray("choices").addObject().put("index", 0);
    choice.set("delta", delta);
    choice.putNull("logprobs").put("finish_reason", finishReason);
    send(chunk.toString());
  }

  private ObjectNode chunk() {
    var chunk = Shape.object();
    chunk.set("id", answer.get("id"));
    chunk.put("object", "chat.completion.chunk");
    for (var name : new String[] {"created", "model", "service_tier", "system_fingerprint"}) {
      chunk.set(name, answer.get(name));
    }
    return chunk;
  }

  private void send(String data) {
    events.append("data: ").append(data).append("\n\n");
  }
}
