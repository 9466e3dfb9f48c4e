package dev.muster.plan;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;

/** Arguments of a tool as a plan writes them, as JSON: quoted scalars stay texts. */
final class CallArguments {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private CallArguments() {}

  /** Absent: no arguments. */
  static ObjectNode of(PlanNode node) {
    var object = JSON.objectNode();
    node.entries().forEach((name, value) -> object.set(name, value(value)));
    return object;
  }

  private static JsonNode value(PlanNode node) {
    if (node instanceof PlanNode.Mapping) {
      return of(node);
    }
    if (node instanceof PlanNode.Sequence) {
      var list = JSON.arrayNode();
      node.items().forEach(item -> list.add(value(item)));
      return list;
    }
    return node instanceof PlanNode.Scalar scalar ? scalar(scalar) : JSON.nullNode();
  }

  private static JsonNode scalar(PlanNode.Scalar scalar) {
    var text = scalar.value();
    if (scalar.quoted()) {
      return JSON.textNode(text);
    }
    if (text.equals("true") || text.equals("false")) {
      return JSON.booleanNode(text.equals("true"));
    }
    if (text.matches("-?(0|[1-9][0-9]{0,17})")) {
      return JSON.numberNode(Long.parseLong(text));
    }
    return text.matches("-?(0|[1-9][0-9]{0,11})\\.[0-9]{1,9}")
        ? JSON.numberNode(new BigDecimal(text))
        : JSON.textNode(text);
  }
}
