package dev.muster.plan;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * The JSON Schema of plans for editors, written from the same description that the reader checks
 * by. A plan that extends another one may leave out or set to null whatever it inherits.
 */
final class PlanSchema {
  private final JsonNodeFactory json = JsonNodeFactory.instance;

  /** The schema document. */
  static ObjectNode document() {
    return new PlanSchema().write();
  }

  private ObjectNode write() {
    var schema = json.objectNode();
    schema.put("$schema", "http://json-schema.org/draft-07/schema#");
    schema.put("title", "Muster plan");
    schema.put("type", "object");
    var extending = json.objectNode();
    extending.putArray("required").add(Extending.KEY);
    schema.set("if", extending);
    schema.set("then", reference("extending"));
    schema.set("else", reference("whole"));
    var definitions = schema.putObject("definitions");
    definitions.set("whole", node(PlanShapes.plan(), false));
    definitions.set("extending", node(PlanShapes.plan(), true));
    return schema;
  }

  private ObjectNode reference(String name) {
    return json.objectNode().put("$ref", "#/definitions/" + name);
  }

  private ObjectNode node(Shape shape, boolean partial) {
    if (shape instanceof Shape.Keys keys) {
      return keys(keys, partial);
    }
    if (shape instanceof Shape.Items items) {
      var list = json.objectNode().put("type", "array").put("minItems", items.least());
      // Lists are replaced by extends, so their items are always whole.
      list.set("items", node(items.item(), false));
      return list;
    }
    if (shape instanceof Shape.Either either) {
      return any(node(either.first(), partial), node(either.second(), partial));
    }
    if (shape instanceof Shape.Having having) {
      return any(node(having.without(), partial), node(having.with(), partial));
    }
    return value(shape);
  }

  private ObjectNode any(ObjectNode first, ObjectNode second) {
    var any = json.objectNode();
    any.putArray("anyOf").add(first).add(second);
    return any;
  }

  private ObjectNode keys(Shape.Keys keys, boolean partial) {
    var map = json.objectNode().put("type", "object").put("additionalProperties", false);
    var properties = map.putObject("properties");
    var required = json.arrayNode();
    for (var key : keys.known().values()) {
      var value = nullable(node(key.shape(), partial), partial || !key.required());
      properties.set(key.name(), value.put("description", key.doc()));
      if (key.required() && !partial) {
        required.add(key.name());
      }
    }
    if (!required.isEmpty()) {
      map.set("required", required);
    }
    if (keys.names() != null) {
      map.putObject("patternProperties")
          .set("^(" + keys.names() + ")$", nullable(node(keys.named(), partial), partial));
    }
    return map.put("minProperties", partial ? 0 : keys.least());
  }

  private ObjectNode nullable(ObjectNode node, boolean may) {
    if (!may) {
      return node;
    }
    var any = json.objectNode();
    any.putArray("anyOf").add(node).add(json.objectNode().put("type", "null"));
    return any;
  }

  private ObjectNode value(Shape shape) {
    var value = json.objectNode();
    if (shape instanceof Shape.Choice choice) {
      choice.words().forEach(value.putArray("enum")::add);
    } else if (shape instanceof Shape.Whole range) {
      value.put("type", "integer").put("minimum", range.least()).put("maximum", range.most());
    } else if (shape instanceof Shape.Decimal range) {
      value.put("type", "number").put("minimum", range.least()).put("maximum", range.most());
    } else if (shape instanceof Shape.Percent) {
      var number = json.objectNode().put("type", "integer").put("minimum", 0).put("maximum", 100);
      var text = json.objectNode().put("type", "string").put("pattern", "^[0-9]{1,3} ?%$");
      value.putArray("anyOf").add(number).add(text);
    } else if (shape instanceof Shape.Flag) {
      value.put("type", "boolean");
    } else if (shape instanceof Shape.Free) {
      value.put("type", "object");
    } else if (shape instanceof Shape.Day) {
      value.put("type", "string").put("pattern", "^[0-9]{4}-[0-9]{2}-[0-9]{2}$");
    } else {
      text(value, (Shape.Text) shape);
    }
    return value;
  }

  /** Free texts may be written without quotes and then look like numbers to an editor. */
  private void text(ObjectNode value, Shape.Text text) {
    if (text.pattern().equals(Shape.KEBAB)) {
      value.put("type", "string").put("pattern", "^(" + Shape.KEBAB + ")$");
    } else {
      value.putArray("type").add("string").add("number").add("boolean");
    }
  }
}
