package dev.muster.rehearsal;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Lets through what JSON can say: YAML's dates, sets and bytes would change on the wire. */
final class JsonValues {
  private JsonValues() {}

  static Map<String, Object> of(Object mapping) {
    if (checked(mapping) instanceof Map<?, ?> map) {
      var values = new LinkedHashMap<String, Object>();
      map.forEach((key, value) -> values.put((String) key, value));
      return values;
    }
    throw new IllegalArgumentException("expected a mapping");
  }

  private static Object checked(Object value) {
    if (value instanceof Map<?, ?> map) {
      map.forEach((key, inner) -> entry(key, inner));
    } else if (value instanceof List<?> list) {
      list.forEach(JsonValues::checked);
    } else if (value != null && !isScalar(value)) {
      throw new IllegalArgumentException(
          "a " + value.getClass().getSimpleName() + " (quote it to make it text)");
    }
    return value;
  }

  private static void entry(Object key, Object value) {
    if (!(key instanceof String)) {
      throw new IllegalArgumentException("key " + key + " is not text (quote it)");
    }
    checked(value);
  }

  private static boolean isScalar(Object value) {
    return value instanceof String || value instanceof Number || value instanceof Boolean;
  }
}
