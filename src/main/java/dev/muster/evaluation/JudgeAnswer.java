package dev.muster.evaluation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;

/**
 * What a judge is asked to answer; bounds stay in the prompt, since not every provider takes them.
 */
final class JudgeAnswer {
  static final JsonNode SCHEMA = schema();

  private JudgeAnswer() {}

  private static JsonNode schema() {
    var schema = JsonNodeFactory.instance.objectNode().put("type", "object");
    var properties = schema.putObject("properties");
    properties.putObject("score").put("type", "number");
    properties.putObject("reasons").put("type", "string");
    schema.putArray("required").add("score").add("reasons");
    return schema.put("additionalProperties", false);
  }
}
