package dev.muster.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * A tool offered to a model.
 *
 * @param name {@code server__tool}
 * @param inputSchema JSON Schema
 */
public record ToolSpec(String name, String description, JsonNode inputSchema) {

  /** As the wire carries it in each call, but for the words that differ by protocol. */
  public String definition() {
    return JsonNodeFactory.instance
        .objectNode()
        .put("name", name)
        .put("description", description)
        .<ObjectNode>set("input_schema", inputSchema)
        .toString();
  }
}
