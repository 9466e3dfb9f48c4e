package dev.muster.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.muster.plan.Model;

/** A conversation as generateContent takes it, its thought signatures where they were. */
final class GeminiHistory {
  /** What the API wants on a call that it did not make itself (another model wrote the history). */
  static final String FOREIGN = "skip_thought_signature_validator";

  private GeminiHistory() {}

  static void write(ChatRequest request, Message message, ObjectNode to) {
    to.put("role", message instanceof Message.Assistant ? "model" : "user");
    var parts = to.putArray("parts");
    if (message instanceof Message.User user) {
      parts.addObject().put("text", user.text());
    } else if (message instanceof Message.Assistant said) {
      var kept = Verbatim.of(said, request.model());
      if (kept == null) {
        write(said, parts);
      } else {
        kept.forEach(parts::add);
      }
    } else if (message instanceof Message.Tools tools) {
      tools.results().forEach(r -> write(r, parts.addObject()));
    }
  }

  private static void write(Message.Assistant said, ArrayNode parts) {
    boolean noText = said.text() == null || said.text().isBlank();
    if (said.toolCalls().isEmpty() || !noText) {
      parts.addObject().put("text", noText ? Json.SILENCE : said.text());
    }
    // What another model signed is no more this one's than what nobody signed.
    boolean anothers =
        said.verbatim() != null || said.toolCalls().stream().allMatch(c -> c.signature() == null);
    boolean first = true;
    for (var call : said.toolCalls()) {
      var part = parts.addObject();
      write(call, part.putObject("functionCall"));
      // In parallel calls the first carries the signature for all.
      if (anothers && first) {
        part.put("thoughtSignature", FOREIGN);
      } else if (!anothers && call.signature() != null) {
        part.put("thoughtSignature", call.signature());
      }
      first = false;
    }
  }

  private static void write(ToolCall call, ObjectNode to) {
    id(call.id(), to);
    to.put("name", call.name()).set("args", Json.asObject(call.arguments()));
  }

  private static void write(ToolResult result, ObjectNode to) {
    var response = to.putObject("functionResponse");
    id(result.callId(), response);
    response
        .put("name", result.name())
        .putObject("response")
        .put(result.error() ? "error" : "result", result.content());
  }

  /** Ids that we made are ours alone. */
  private static void id(String id, ObjectNode to) {
    if (!CallIds.isMade(id)) {
      to.put("id", id);
    }
  }

  /** The answer's parts without its thoughts, when one of them is signed; null otherwise. */
  static Verbatim verbatim(Model model, JsonNode parts) {
    var kept = Json.array();
    boolean signed = false;
    for (var part : parts) {
      if (!part.path("thought").asBoolean()) {
        kept.add(part);
        signed |= part.hasNonNull("thoughtSignature");
      }
    }
    return signed ? new Verbatim(model.protocol(), model.id(), kept) : null;
  }
}
