package dev.muster.rehearsal;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Set;

/** Checks the contents of generateContent: parts, and each function call with its response. */
final class GeminiContents {
  private static final Set<String> DATA =
      Set.of(
          ("text inlineData inline_data functionCall function_call functionResponse "
                  + "function_response fileData file_data executableCode codeExecutionResult "
                  + "toolCall toolResponse")
              .split(" "));

  private GeminiContents() {}

  static void checkContents(JsonNode contents) throws Refused {
    int open = 0;
    for (int i = 0; i < contents.size(); i++) {
      var content = Shape.requireObject(contents.get(i), "contents[" + i + "]");
      if (content.has("role")) {
        requireRole(content.get("role"));
      }
      var responses = count(content, "functionResponse", "function_response", i);
      if (responses != open) {
        throw Refused.invalid(
            "Please ensure that the number of function response parts is equal to the number of"
                + " function call parts of the function call turn.");
      }
      open = count(content, "functionCall", "function_call", i);
      if (open > 0 && (i == 0 || !role(content).equals("model"))) {
        throw Refused.invalid(
            "Please ensure that function call turn comes immediately after a user turn or after a"
                + " function response turn.");
      }
    }
    if (open > 0) {
      throw Refused.invalid("Please ensure that function call turn is followed by its responses.");
    }
  }

  private static void requireRole(JsonNode role) throws Refused {
    if (!Set.of("user", "model", "function").contains(role.asText())) {
      throw Refused.invalid("Please use a valid role: user, model.");
    }
  }

  private static int count(JsonNode content, String name, String alias, int index) throws Refused {
    int found = 0;
    for (var part : checkParts(content, "contents[" + index + "]")) {
      var data = either(part, name, alias);
      if (!data.isMissingNode()) {
        checkFunction(data, name.equals("functionCall") ? "args" : "response", index);
        found++;
      }
    }
    return found;
  }

  private static void checkFunction(JsonNode data, String struct, int index) throws Refused {
    var place =
        "contents[" + index + "].parts.function_" + (struct.equals("args") ? "call" : "response");
    Shape.requireText(data.get("name"), place + ".name");
    if (struct.equals("response") || data.has("args")) {
      Shape.requireObject(data.get(struct), place + "." + struct);
    }
  }

  static JsonNode checkParts(JsonNode content, String place) throws Refused {
    var parts = Shape.requireList(content.get("parts"), place + ".parts");
    for (var part : parts) {
      long data = DATA.stream().filter(part::has).count();
      if (data != 1) {
        throw Refused.invalid(
            place + ".parts.data: required oneof field 'data' must have one initialized field");
      }
    }
    return parts;
  }

  static String role(JsonNode content) {
    return content.path("role").asText("user");
  }

  static JsonNode either(JsonNode node, String name, String alias) {
    return node.has(name) ? node.get(name) : node.path(alias);
  }
}
