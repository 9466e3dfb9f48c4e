package dev.muster.rehearsal;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashSet;
import java.util.Set;

/** Checks the messages of Chat Completions: roles, and each tool call with its tool message. */
final class OpenAiMessages {
  private static final Set<String> ROLES =
      Set.of("system", "developer", "user", "assistant", "tool");

  private static final int LONGEST_ID = 40;

  private OpenAiMessages() {}

  static void checkMessages(JsonNode messages) throws Refused {
    var open = new LinkedHashSet<String>();
    for (int i = 0; i < messages.size(); i++) {
      var place = "messages[" + i + "]";
      var message = Shape.requireObject(messages.get(i), place);
      var role = Shape.requireOneOf(message.get("role"), ROLES, place + ".role");
      if (role.equals("tool")) {
        closeCall(open, message, place);
        continue;
      }
      requireAnswered(open);
      if (role.equals("assistant")) {
        open.addAll(checkAssistant(message, place));
      } else {
        checkContent(message.get("content"), place + ".content");
      }
    }
    requireAnswered(open);
  }

  private static void closeCall(Set<String> open, JsonNode message, String place) throws Refused {
    var id = Shape.requireText(message.get("tool_call_id"), place + ".tool_call_id");
    checkContent(message.get("content"), place + ".content");
    if (!open.remove(id)) {
      throw Refused.invalid(
          "Invalid parameter: messages with role 'tool' must be a response to a preceeding message"
              + " with 'tool_calls'.");
    }
  }

  private static void requireAnswered(Set<String> open) throws Refused {
    if (!open.isEmpty()) {
      throw Refused.invalid(
          "An assistant message with 'tool_calls' must be followed by tool messages responding to"
              + " each 'tool_call_id'. The following tool_call_ids did not have response messages: "
              + String.join(", ", open));
    }
  }

  private static Set<String> checkAssistant(JsonNode message, String place) throws Refused {
    var ids = new LinkedHashSet<String>();
    if (!Shape.present(message, "tool_calls")) {
      checkContent(message.get("content"), place + ".content");
      return ids;
    }
    for (var call : Shape.requireList(message.get("tool_calls"), place + ".tool_calls")) {
      Shape.requireOneOf(
          call.get("type"), Set.of("function", "custom"), place + ".tool_calls.type");
      ids.add(id(call, place + ".tool_calls.id"));
      var function = Shape.requireObject(call.get("function"), place + ".tool_calls.function");
      Shape.requireText(function.get("name"), place + ".tool_calls.function.name");
      Shape.requireText(function.get("arguments"), place + ".tool_calls.function.arguments");
    }
    return ids;
  }

  private static String id(JsonNode call, String place) throws Refused {
    var id = Shape.requireText(call.get("id"), place);
    if (id.length() > LONGEST_ID) {
      throw Refused.invalid(
          "Invalid '%s': string too long. Expected a string with maximum length %d, but got a string with length %d instead."
              .formatted(place, LONGEST_ID, id.length()));
    }
    return id;
  }

  private static void checkContent(JsonNode content, String place) throws Refused {
    if (content != null && content.isTextual()) {
      return;
    }
    for (var part : Shape.requireList(content, place)) {
      Shape.requireText(part.get("type"), place + ".type");
    }
  }
}
