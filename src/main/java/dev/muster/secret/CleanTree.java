package dev.muster.secret;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.function.UnaryOperator;

/** JSON without secrets: text by text, since one that is a word of JSON must not break its form. */
public final class CleanTree {
  private CleanTree() {}

  /**
   * The same tree with every name and every text cleaned.
   *
   * @param tree may be null
   */
  public static JsonNode of(JsonNode tree, UnaryOperator<String> clean) {
    if (tree instanceof ObjectNode object) {
      var names = object.objectNode();
      object.properties().forEach(e -> names.set(clean.apply(e.getKey()), of(e.getValue(), clean)));
      return names;
    }
    if (tree instanceof ArrayNode array) {
      var items = array.arrayNode();
      array.forEach(item -> items.add(of(item, clean)));
      return items;
    }
    return tree != null && tree.isTextual()
        ? TextNode.valueOf(clean.apply(tree.textValue()))
        : tree;
  }
}
