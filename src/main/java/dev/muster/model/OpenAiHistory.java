package dev.muster.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.muster.plan.Model;
import java.util.List;

/** A conversation as Chat Completions takes it. */
final class OpenAiHistory {
  /** Not OpenAI's own, which keeps its reasoning: DeepSeek, Qwen, vLLM; the second OpenRouter. */
  private static final List<String> REASONING = List.of("reasoning_content", "reasoning_details");

  /** Gemini's, of each call: without the signature in it the next turn is refused. */
  private static final String SIGNED = "extra_content";

  private static final String CALLS = "tool_calls";

  private OpenAiHistory() {}

  static void write(ChatRequest request, ArrayNode messages) {
    if (request.system() != null && !request.system().isEmpty()) {
      messages.addObject().put("role", "system").put("content", request.system());
    }
    int asked = lastQuestion(request.messages());
    for (int i = 0; i < request.messages().size(); i++) {
      var message = request.messages().get(i);
      if (message instanceof Message.User user) {
        messages.addObject().put("role", "user").put("content", user.text());
      } else if (message instanceof Message.Assistant said) {
        var to = messages.addObject().put("role", "assistant");
        write(said, to);
        // Reasoning belongs to the question being answered, and older one is refused by some; but
        // what led to a tool is wanted back ever after (DeepSeek since V4, Kimi, Gemini).
        boolean wanted = i > asked || !said.toolCalls().isEmpty();
        if (wanted && Verbatim.of(said, request.model()) instanceof ObjectNode reasoning) {
          think(reasoning, to);
        }
        silently(request.model(), to);
        signed(request.model(), to);
      } else if (message instanceof Message.Tools tools) {
        tools.results().forEach(r -> write(r, messages.addObject()));
      }
    }
  }

  /** DeepSeek refuses a call of a tool without the field, whoever made it and however little. */
  private static void silently(Model model, ObjectNode to) {
    if (model.provider().equals("deepseek") && to.has(CALLS) && !to.has(REASONING.get(0))) {
      to.put(REASONING.get(0), "");
    }
  }

  /** Gemini refuses calls without a signature that others made, unless the first says so. */
  private static void signed(Model model, ObjectNode to) {
    var calls = to.path(CALLS);
    if (model.provider().equals("google")
        && calls.findValue(SIGNED) == null
        && calls.path(0) instanceof ObjectNode first) {
      first.putObject(SIGNED).putObject("google").put("thought_signature", GeminiHistory.FOREIGN);
    }
  }

  private static void think(ObjectNode reasoning, ObjectNode to) {
    for (var field : reasoning.properties()) {
      if (!field.getKey().equals(CALLS)) {
        to.set(field.getKey(), field.getValue());
      }
    }
    for (int i = 0; i < reasoning.path(CALLS).size(); i++) {
      var signed = reasoning.path(CALLS).path(i);
      if (signed.isObject() && to.path(CALLS).path(i) instanceof ObjectNode call) {
        call.set(SIGNED, signed);
      }
    }
  }

  private static int lastQuestion(List<Message> messages) {
    int last = messages.size() - 1;
    while (last >= 0 && !(messages.get(last) instanceof Message.User)) {
      last--;
    }
    return last;
  }

  private static void write(Message.Assistant said, ObjectNode to) {
    boolean noText = said.text() == null || said.text().isBlank();
    if (said.toolCalls().isEmpty()) {
      // Some refuse an answer that says nothing and calls nothing.
      to.put("content", noText ? Json.SILENCE : said.text());
      return;
    }
    to.put("content", noText ? "" : said.text());
    var calls = to.putArray(CALLS);
    for (var call : said.toolCalls()) {
      calls
          .addObject()
          .put("id", CallIds.portable(call.id()))
          .put("type", "function")
          .putObject("function")
          .put("name", call.name())
          .put("arguments", written(call.arguments()));
    }
  }

  private static String written(JsonNode arguments) {
    if (arguments == null) {
      return "{}";
    }
    return arguments.isTextual() ? arguments.textValue() : arguments.toString();
  }

  /** The protocol has no mark for errors, so the words must say it. */
  private static void write(ToolResult result, ObjectNode to) {
    to.put("role", "tool")
        .put("tool_call_id", CallIds.portable(result.callId()))
        .put("content", result.error() ? "ERROR: " + result.content() : result.content());
  }

  /** The reasoning of an answer's message, where the provider shows it; null otherwise. */
  static Verbatim verbatim(Model model, JsonNode message) {
    var kept = Json.object();
    for (var field : REASONING) {
      var value = message.path(field);
      if (!value.isNull() && (!value.asText().isEmpty() || !value.isEmpty())) {
        kept.set(field, value);
      }
    }
    var calls = message.path(CALLS);
    if (calls.findValue(SIGNED) != null) {
      var signed = kept.putArray(CALLS);
      calls.forEach(call -> signed.add(call.path(SIGNED).isObject() ? call.get(SIGNED) : null));
    }
    return kept.isEmpty() ? null : new Verbatim(model.protocol(), model.id(), kept);
  }
}
