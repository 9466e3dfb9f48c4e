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
    GeminiContents.checkContents(contents);
    var counted = new ArrayList<JsonNode>();
    var system = GeminiContents.either(body, "systemInstruction", "system_instruction");
    if (!system.isMissingNode()) {
      GeminiContents.checkParts(system, "system_instruction");
      counted.add(system);
    }
    checkTools(body.path("tools"));
    body.path("tools").forEach(counted::add);
    contents.forEach(counted::add);
    var config = GeminiContents.either(body, "generationConfig", "generation_config");
    var limit = GeminiContents.either(config, "maxOutputTokens", "max_output_tokens");
    return new Asked(
        model,
        firstUserText(contents),
        (int) turns(contents).stream().filter("model"::equals).count(),
        counted,
        tools(body.path("tools")),
        Shape.positiveOrNull(limit.isMissingNode() ? null : limit, "max_output_tokens"),
        streamed,
        true);
  }

  private static void checkTools(JsonNode tools) throws Refused {
    for (var tool : tools) {
      for (var function :
          GeminiContents.either(tool, "functionDeclarations", "function_declarations")) {
        var name = Shape.requireText(function.get("name"), "tools.function_declarations.name");
        if (!TOOL.matcher(name).matches()) {
          throw Refused.invalid("tools.function_declarations.name: Invalid function name: " + name);
        }
        checkSchema(function);
      }
    }
  }

  private static List<String> tools(JsonNode tools) {
    var names = new ArrayList<String>();
    for (var tool : tools) {
      for (var function :
          GeminiContents.either(tool, "functionDeclarations", "function_declarations")) {
        names.add(function.path("name").asText());
      }
    }
    return names;
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
    contents.forEach(content -> roles.add(GeminiContents.role(content)));
    return roles;
  }

  private static String firstUserText(JsonNode contents) {
    var text = new StringBuilder();
    for (var content : contents) {
      if (GeminiContents.role(content).equals("user")) {
        content.get("parts").forEach(part -> text.append(part.path("text").asText()).append('\n'));
        break;
      }
    }
    return text.toString();
  }
}
