package dev.muster.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.Optional;

/** What the three wires need of JSON. */
final class Json {
  /** What an answer without words is given back as: two providers refuse empty text. */
  static final String SILENCE = "(no text)";

  /** Two values where one belongs are none: the first alone would be another call. */
  private static final ObjectMapper MAPPER =
      new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private Json() {}

  static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  static ArrayNode array() {
    return JsonNodeFactory.instance.arrayNode();
  }

  /** A count of tokens; empty when the provider did not send it. */
  static Optional<Long> count(JsonNode usage, String field) {
    var node = usage.path(field);
    return node.isIntegralNumber() && node.longValue() >= 0
        ? Optional.of(node.longValue())
        : Optional.empty();
  }

  /** The text of a field, or null. */
  static String text(JsonNode node, String field) {
    var value = node.path(field);
    return value.isTextual() ? value.textValue() : null;
  }

  /** Arguments as a model wrote them; what is no JSON stays text, so that it can be told so. */
  static JsonNode arguments(String written) {
    if (written == null || written.isBlank()) {
      return object();
    }
    try {
      return MAPPER.readTree(written);
    } catch (JsonProcessingException e) {
      return TextNode.valueOf(written);
    }
  }

  /** Two protocols demand an object where a model may have written anything. */
  static JsonNode asObject(JsonNode arguments) {
    if (arguments == null) {
      return object();
    }
    return arguments.isObject() ? arguments : object().set("invalid", arguments);
  }
}
