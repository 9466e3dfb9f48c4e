package dev.muster.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Set;

/** The chunks of a streamed Chat Completions answer. */
final class OpenAiAssembly implements Assembly {
  private static final String[] TEXTS = {"content", "refusal", "reasoning_content"};
  private static final Set<String> GROWING = Set.of("text", "summary", "data");
  private final GrowingTexts texts = new GrowingTexts();
  private final ObjectNode body = Json.object();
  private final ObjectNode choice = body.putArray("choices").addObject();
  private final ObjectNode message = choice.putObject("message");

  @Override
  public boolean add(JsonNode chunk) {
    if (chunk.hasNonNull("model")) {
      body.set("model", chunk.get("model"));
    }
    if (chunk.hasNonNull(ServiceTier.FIELD)) {
      body.set(ServiceTier.FIELD, chunk.get(ServiceTier.FIELD));
    }
    // The last figures hold; most send them once, in a chunk of their own after the last word.
    if (chunk.path("usage").isObject()) {
      body.set("usage", chunk.get("usage"));
    }
    var next = chunk.path("choices").path(0);
    if (next.hasNonNull("finish_reason")) {
      choice.set("finish_reason", next.get("finish_reason"));
    }
    return grow(next.path("delta"));
  }

  private boolean grow(JsonNode delta) {
    boolean said = false;
    for (var field : TEXTS) {
      said |= texts.append(message, field, Json.text(delta, field));
    }
    for (var piece : delta.path("reasoning_details")) {
      think(detail(piece), piece);
      said = true;
    }
    // Ollama's and vLLM's word for it, which nobody wants back; the model has begun all the same.
    said |= !delta.path("reasoning").asText("").isEmpty();
    for (var piece : delta.path("tool_calls")) {
      grow(call(piece), piece);
      said = true;
    }
    return said;
  }

  /** OpenRouter's: pieces of one kind and number belong together, and their texts grow. */
  private ObjectNode detail(JsonNode piece) {
    var details =
        message.path("reasoning_details") instanceof ArrayNode known
            ? known
            : message.putArray("reasoning_details");
    for (var detail : details) {
      if (detail.path("index").equals(piece.path("index"))
          && detail.path("type").equals(piece.path("type"))) {
        return (ObjectNode) detail;
      }
    }
    return details.addObject();
  }

  private void think(ObjectNode detail, JsonNode piece) {
    for (var field : piece.properties()) {
      var grows = GROWING.contains(field.getKey()) && field.getValue().isTextual();
      if (grows) {
        texts.append(detail, field.getKey(), field.getValue().textValue());
      } else if (!field.getValue().isNull()) {
        detail.set(field.getKey(), field.getValue());
      }
    }
  }

  private void grow(ObjectNode call, JsonNode piece) {
    var id = Json.text(piece, "id");
    if (id != null && !id.isEmpty() && !call.has("id")) {
      call.put("id", id);
    }
    // Gemini's signed thought, where it speaks this protocol.
    if (piece.hasNonNull("extra_content")) {
      call.set("extra_content", piece.get("extra_content"));
    }
    var function = (ObjectNode) call.get("function");
    var name = Json.text(piece.path("function"), "name");
    if (name != null && !name.isEmpty()) {
      function.put("name", name);
    }
    var arguments = piece.path("function").path("arguments");
    // Null is no text "null": Qwen ends a call, and vLLM begins one, with arguments that say so.
    texts.append(
        function, "arguments", arguments.isObject() ? arguments.toString() : arguments.textValue());
  }

  /**
   * Found by its index. Some send none, and then an id begins the next call; Ollama gives parallel
   * calls one index, and then a name under another id does (ollama/ollama#15457).
   */
  private ObjectNode call(JsonNode piece) {
    var calls =
        message.path("tool_calls") instanceof ArrayNode known
            ? known
            : message.putArray("tool_calls");
    var index = piece.path("index");
    for (int i = calls.size() - 1; i >= 0 && index.isNumber(); i--) {
      var call = (ObjectNode) calls.get(i);
      if (call.path("index").equals(index)) {
        return begins(piece, call) ? begun(calls, index) : call;
      }
    }
    if (!index.isNumber() && !piece.hasNonNull("id") && !calls.isEmpty()) {
      return (ObjectNode) calls.get(calls.size() - 1);
    }
    return begun(calls, index);
  }

  private static boolean begins(JsonNode piece, ObjectNode known) {
    var id = piece.path("id").asText("");
    return !id.isEmpty()
        && !piece.path("function").path("name").asText("").isEmpty()
        && known.has("id")
        && !id.equals(known.path("id").asText());
  }

  private static ObjectNode begun(ArrayNode calls, JsonNode index) {
    var call = calls.addObject();
    call.set("index", index.isNumber() ? index : null);
    call.putObject("function");
    return call;
  }

  @Override
  public boolean ended() {
    return choice.has("finish_reason");
  }

  @Override
  public ObjectNode body() {
    texts.write();
    return body.deepCopy();
  }
}
