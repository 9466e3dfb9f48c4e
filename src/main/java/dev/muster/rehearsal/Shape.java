package dev.muster.rehearsal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Set;
import java.util.function.Function;

/** Checks that the readers of the three protocols need; each names the place that is wrong. */
final class Shape {
  static final ObjectMapper JSON = new ObjectMapper();

  private Shape() {}

  static ObjectNode object() {
    return JSON.createObjectNode();
  }

  static ObjectNode requireObject(JsonNode node, String place) throws Refused {
    if (node instanceof ObjectNode object) {
      return object;
    }
    throw Refused.invalid(place + ": Input should be an object");
  }

  static String requireText(JsonNode node, String place) throws Refused {
    if (node != null && node.isTextual() && !node.textValue().isEmpty()) {
      return node.textValue();
    }
    throw Refused.invalid(place + ": Input should be a non-empty string");
  }

  static JsonNode requireList(JsonNode node, String place) throws Refused {
    if (node != null && node.isArray() && !node.isEmpty()) {
      return node;
    }
    throw Refused.invalid(place + ": Input should be a list with at least one entry");
  }

  static String requireOneOf(JsonNode node, Set<String> allowed, String place) throws Refused {
    var text = requireText(node, place);
    if (!allowed.contains(text)) {
      throw Refused.invalid(
          place + ": '" + text + "' is none of " + new java.util.TreeSet<>(allowed));
    }
    return text;
  }

  static Integer positiveOrNull(JsonNode node, String place) throws Refused {
    if (node == null || node.isNull()) {
      return null;
    }
    if (!node.isIntegralNumber() || node.longValue() < 1 || !node.canConvertToInt()) {
      throw Refused.invalid(place + ": Input should be an integer greater than or equal to 1");
    }
    return node.intValue();
  }

  static boolean flag(JsonNode node, String place) throws Refused {
    if (node == null || node.isNull()) {
      return false;
    }
    if (!node.isBoolean()) {
      throw Refused.invalid(place + ": Input should be a boolean");
    }
    return node.booleanValue();
  }

  static void onlyFields(JsonNode body, Set<String> known, Function<String, String> complaint)
      throws Refused {
    var names = body.fieldNames();
    while (names.hasNext()) {
      var name = names.next();
      if (!known.contains(name)) {
        throw Refused.invalid(complaint.apply(name));
      }
    }
  }

  static boolean present(JsonNode node, String field) {
    return node.hasNonNull(field);
  }
}
