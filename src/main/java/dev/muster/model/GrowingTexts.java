package dev.muster.model;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/** Texts that arrive in pieces, each for a field of an object; thousands of pieces stay cheap. */
final class GrowingTexts {
  private final Map<ObjectNode, Map<String, StringBuilder>> texts = new IdentityHashMap<>();

  /** True when the piece was one. */
  boolean append(ObjectNode to, String field, String piece) {
    if (piece == null || piece.isEmpty()) {
      return false;
    }
    texts
        .computeIfAbsent(to, n -> new LinkedHashMap<>())
        .computeIfAbsent(field, f -> new StringBuilder(to.path(field).asText("")))
        .append(piece);
    return true;
  }

  /** Writes what has come into the objects. */
  void write() {
    texts.forEach((to, fields) -> fields.forEach((f, text) -> to.put(f, text.toString())));
  }
}
