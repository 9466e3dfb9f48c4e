package dev.muster.toolbelt;

import java.util.List;
import java.util.Map;

/** What a model sent, read with one clear line for everything that is wrong. */
final class Arguments {
  private final Map<String, Object> sent;

  Arguments(Parameters declared, Map<String, Object> sent) {
    this.sent = sent == null ? Map.of() : sent;
    declared
        .required()
        .filter(name -> this.sent.get(name) == null)
        .findFirst()
        .ifPresent(
            name -> {
              throw new ToolFailed("argument \"" + name + "\" is missing");
            });
    var known = declared.names().toList();
    this.sent.keySet().stream()
        .filter(name -> !known.contains(name))
        .findFirst()
        .ifPresent(
            name -> {
              throw new ToolFailed("unknown argument \"" + name + "\"; known: " + known);
            });
  }

  String text(String name) {
    return typed(name, String.class, "a text");
  }

  String text(String name, String otherwise) {
    return sent.get(name) == null ? otherwise : text(name);
  }

  int number(String name, int otherwise) {
    return sent.get(name) == null ? otherwise : typed(name, Number.class, "a number").intValue();
  }

  List<String> texts(String name) {
    if (sent.get(name) == null) {
      return List.of();
    }
    var list = typed(name, List.class, "a list of texts");
    for (var item : list) {
      if (!(item instanceof String)) {
        throw new ToolFailed("argument \"" + name + "\" must be a list of texts");
      }
    }
    return ((List<?>) list).stream().map(String.class::cast).toList();
  }

  Map<?, ?> object(String name) {
    return sent.get(name) == null ? Map.of() : typed(name, Map.class, "an object");
  }

  private <T> T typed(String name, Class<T> type, String wanted) {
    if (!type.isInstance(sent.get(name))) {
      throw new ToolFailed("argument \"" + name + "\" must be " + wanted);
    }
    return type.cast(sent.get(name));
  }
}
