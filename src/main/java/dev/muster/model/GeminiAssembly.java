package dev.muster.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** The chunks of streamGenerateContent: each is an answer with the next parts. */
final class GeminiAssembly implements Assembly {
  private final GrowingTexts texts = new GrowingTexts();
  private final ObjectNode body = Json.object();
  private final ObjectNode candidate = Json.object();
  private final ArrayNode parts = candidate.putObject("content").putArray("parts");

  @Override
  public boolean add(JsonNode chunk) {
    for (var field : new String[] {"modelVersion", "usageMetadata", "promptFeedback"}) {
      if (chunk.hasNonNull(field)) {
        body.set(field, chunk.get(field));
      }
    }
    var next = chunk.path("candidates").path(0);
    if (next.isObject() && !body.has("candidates")) {
      body.putArray("candidates").add(candidate);
    }
    if (next.hasNonNull("finishReason")) {
      candidate.set("finishReason", next.get("finishReason"));
    }
    boolean said = false;
    for (var part : next.path("content").path("parts")) {
      said |= part.hasNonNull("functionCall") || !part.path("text").asText().isEmpty();
      add((ObjectNode) part.deepCopy());
    }
    return said;
  }

  /** Text goes on where it stopped; what is signed stays a part of its own. */
  private void add(ObjectNode part) {
    var last = parts.path(parts.size() - 1);
    boolean goesOn = isText(part) && isText(last) && isThought(part) == isThought(last);
    if (goesOn) {
      texts.append((ObjectNode) last, "text", part.path("text").asText());
    } else {
      parts.add(part);
    }
  }

  private static boolean isText(JsonNode part) {
    return part.path("text").isTextual() && !part.has("thoughtSignature");
  }

  private static boolean isThought(JsonNode part) {
    return part.path("thought").asBoolean();
  }

  @Override
  public boolean ended() {
    return candidate.has("finishReason") || body.path("promptFeedback").has("blockReason");
  }

  @Override
  public ObjectNode body() {
    texts.write();
    return body.deepCopy();
  }
}
