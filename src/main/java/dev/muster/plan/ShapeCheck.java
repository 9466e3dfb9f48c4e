package dev.muster.plan;

import java.util.Comparator;

/** Compares a plan with what may stand in one: keys, types, ranges. */
final class ShapeCheck {
  private static final String MAP = "write key: value on lines of its own, indented below it";
  private static final String LIST = "write each item on a line of its own after a dash";
  private final Problems problems;

  ShapeCheck(Problems problems) {
    this.problems = problems;
  }

  /** Notes everything in the node that does not fit. */
  void check(String path, PlanNode node, Shape shape) {
    if (shape instanceof Shape.Keys keys) {
      map(path, node, keys);
    } else if (shape instanceof Shape.Items items) {
      list(path, node, items);
    } else if (shape instanceof Shape.Either either) {
      check(path, node, node instanceof PlanNode.Mapping ? either.second() : either.first());
    } else if (shape instanceof Shape.Having having) {
      check(path, node, node.at(having.key()).there() ? having.with() : having.without());
    } else if (shape instanceof Shape.Free) {
      free(path, node);
    } else {
      value(path, node, shape);
    }
  }

  private void free(String path, PlanNode node) {
    if (!(node instanceof PlanNode.Mapping)) {
      wrong(path, node, "a map", MAP);
    }
  }

  private void map(String path, PlanNode node, Shape.Keys keys) {
    if (!(node instanceof PlanNode.Mapping mapping)) {
      wrong(path, node, "a map", MAP);
      return;
    }
    for (var entry : mapping.all().entrySet()) {
      entry(path, mapping, entry.getKey(), entry.getValue(), keys);
    }
    for (var key : keys.known().values()) {
      if (key.required() && !node.at(key.name()).there()) {
        missing(path, node, key);
      }
    }
    if (node.entries().size() < keys.least()) {
      problems.add(node.where(), label(path) + " is empty", "it needs an entry", "add one");
    }
  }

  private void entry(
      String path, PlanNode.Mapping mapping, String key, PlanNode value, Shape.Keys keys) {
    var known = keys.known().get(key);
    if (known == null && (keys.names() == null || !key.matches(keys.names()))) {
      unknown(path, mapping, key, keys);
    } else if (value.there()) {
      check(below(path, key), value, known == null ? keys.named() : known.shape());
    } else if (known == null) {
      wrong(below(path, key), value, "something", "write its value behind the colon, or remove it");
    }
  }

  private void unknown(String path, PlanNode.Mapping mapping, String key, Shape.Keys keys) {
    var names = keys.known().keySet().stream().sorted(Comparator.naturalOrder()).toList();
    if (keys.known().isEmpty()) {
      var better = kebab(key);
      problems.add(
          mapping.key(key),
          "name " + Problems.quote(key) + " in " + label(path),
          "it must be " + keys.says(),
          better.matches(keys.names()) ? "call it " + better : "give it another name");
    } else {
      problems.add(
          mapping.key(key),
          "unknown key " + Problems.quote(key) + " in " + label(path),
          "Muster would not read it",
          Nearest.mend(key, names));
    }
  }

  private static String kebab(String key) {
    return key.replaceAll("([a-z0-9])([A-Z])", "$1-$2")
        .toLowerCase(java.util.Locale.ROOT)
        .replaceAll("[^a-z0-9]+", "-")
        .replaceAll("^-|-$", "");
  }

  private void missing(String path, PlanNode node, Shape.Key key) {
    problems.add(
        node.where(),
        label(path) + " lacks " + key.name(),
        "Muster needs it",
        "add " + key.name() + ": " + key.doc());
  }

  private void list(String path, PlanNode node, Shape.Items items) {
    if (!(node instanceof PlanNode.Sequence)) {
      wrong(path, node, "a list", LIST);
      return;
    }
    if (node.items().size() < items.least()) {
      problems.add(node.where(), label(path) + " is empty", "it needs an item", "add one");
    }
    int number = 0;
    for (var item : node.items()) {
      check(path + "[" + ++number + "]", item, items.item());
    }
  }

  private void value(String path, PlanNode node, Shape shape) {
    if (!ValueShapes.fits(node, shape)) {
      wrong(path, node, ValueShapes.says(shape), ValueShapes.mend(node, shape));
    }
  }

  /** Scalars are not echoed: what stands in the wrong place may be a secret. */
  private void wrong(String path, PlanNode node, String says, String mend) {
    problems.add(node.where(), label(path) + " " + kind(node), "it must be " + says, mend);
  }

  private static String kind(PlanNode node) {
    if (node instanceof PlanNode.Scalar) {
      return "does not fit";
    }
    if (node instanceof PlanNode.Sequence) {
      return "is a list";
    }
    return node instanceof PlanNode.Mapping ? "is a map" : "is empty";
  }

  private static String below(String path, String key) {
    return path.isEmpty() ? key : path + "." + key;
  }

  private static String label(String path) {
    return path.isEmpty() ? "the plan" : path;
  }
}
