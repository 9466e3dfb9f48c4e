package dev.muster.rehearsal;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads a request of generateContent; protobuf's JSON takes camelCase and snake_case names. */
final class GeminiRequest {
  private static final Set<String> FIELDS =
      Set.of(
          ("model contents systemInstruction system_instruction tools toolConfig "
                  + "tool_config safetySettings safety_settings generationConfig generation_config "
                  + "cachedContent cached_content serviceTier service_tier store labels")
              .split(" "));
  private static final Set<String> DATA =
      Set.of(
          ("text inlineData inline_data functionCall function_call functionResponse "
                  + "function_response fileData file_data executableCode codeExecutionResult "
                  + "toolCall toolResponse")
              .split(" "));
  private static final Pattern TOOL = Pattern.compile("[a-zA-Z_][a-zA-Z0-9_.:-]{0,127}");

  private GeminiRequest() {}

  static Asked read(String model, boolean streamed, JsonNode body) throws Refused {
    Shape.onlyFields(
        body,
        FIELDS,
        name ->
            "Invalid JSON payload received. Unknown name \"%s\": Cannot find field."
                .formatted(name));
    var contents = Shape.requireList(body.get("contents"), "contents");
    checkContents(contents);
    var counted = new ArrayList<JsonNode>();
    var system = either(body, "systemInstruction", "system_instruction");
    if (!system.isMissingNode()) {
      checkParts(system, "system_instruction");
      counted.add(system);
    }
    checkTools(body.path("tools"));
    body.path("tools").forEach(counted::add);
    contents.forEach(counted::add);
    var config = either(body, "generationConfig", "generation_config");
    var limit = either(config, "maxOutputTokens", "max_output_tokens");
    return new Asked(
        model,
        firstUserText(contents),
        (int) turns(contents).stream().filter("model"::equals).count(),
        counted,
        Shape.positiveOrNull(limit.isMissingNode() ? null : limit, "max_output_tokens"),
        streamed,
        true);
  }

  private static void checkContents(JsonNode contents) throws Refused {
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

  private static JsonNode checkParts(JsonNode content, String place) throws Refused {
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

  private static void checkTools(JsonNode tools) throws Refused {
    for (var tool : tools) {
      for (var function : either(tool, "functionDeclarations", "function_declarations")) {
        var name = Shape.requireText(function.get("name"), "tools.function_declarations.name");
        if (!TOOL.matcher(name).matches()) {
          throw Refused.invalid("tools.function_declarations.name: Invalid function name: " + name);
        }
        checkSchema(function);
      }
    }
  }

  private static void checkSchema(JsonNode function) throws Refused {
    if (function.has("parameters")) {
      GeminiSchema.check(function.get("parameters"), "tools.function_declarations.parameters");
    }
    if (function.has("parametersJsonSchema")) {
      Shape.requireObject(
          function.get("parametersJsonSchema"),
          "tools.function_declarations.parameters_json_schema");
    }
  }

  private static List<String> turns(JsonNode contents) {
    var roles = new ArrayList<String>();
    contents.forEach(content -> roles.add(role(content)));
    return roles;
  }

  private static String role(JsonNode content) {
    return content.path("role").asText("user");
  }

  private static String firstUserText(JsonNode contents) {
    var text = new StringBuilder();
    for (var content : contents) {
      if (role(content).equals("user")) {
        content.get("parts").forEach(part -> text.append(part.path("text").asText()).append('\n'));
        break;
      }
    }
    return text.toString();
  }

  private static JsonNode either(JsonNode node, String name, String alias) {
    return node.has(name) ? node.get(name) : node.path(alias);
  }
}
