package dev.muster.rehearsal;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Set;

/**
 * The {@code parameters} of a Gemini function are its own Schema message, a part of OpenAPI's: JSON
 * Schema words outside it are refused. (Full JSON Schema goes into {@code parametersJsonSchema}.)
 */
final class GeminiSchema {
  private static final Set<String> WORDS =
      Set.of(
          ("type format title description nullable enum maxItems minItems properties "
                  + "required minProperties maxProperties minLength maxLength pattern example anyOf "
                  + "propertyOrdering default items minimum maximum")
              .split(" "));

  private GeminiSchema() {}

  static void check(JsonNode schema, String place) throws Refused {
    Shape.requireObject(schema, place);
    Shape.onlyFields(
        schema,
        WORDS,
        name ->
            "Invalid JSON payload received. Unknown name \"%s\" at '%s': Cannot find field."
                .formatted(name, place));
    for (var property : schema.path("properties").properties()) {
      check(property.getValue(), place + ".properties[" + property.getKey() + "]");
    }
    if (schema.has("items")) {
      check(schema.get("items"), place + ".items");
    }
    for (var alternative : schema.path("anyOf")) {
      check(alternative, place + ".any_of");
    }
  }
}
