package dev.muster.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;

/**
 * A tool that a model asks for.
 *
 * @param id the provider's call id, or one of ours where the protocol has none
 * @param name {@code server__tool}
 * @param arguments an object, empty when the model sent none; a text when the model wrote something
 *     that is no JSON
 * @param signature the provider's opaque word about its reasoning, given back as it came; null
 *     where there is none
 */
public record ToolCall(String id, String name, JsonNode arguments, String signature) {

  public ToolCall {
    // Some models leave the input out where a tool takes none.
    if (arguments == null || arguments.isNull()) {
      arguments = JsonNodeFactory.instance.objectNode();
    }
  }

  /** A call without a signature. */
  public ToolCall(String id, String name, JsonNode arguments) {
    this(id, name, arguments, null);
  }
}
