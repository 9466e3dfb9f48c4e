package dev.muster.rehearsal;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** One answer of the site's OpenAPI service, as {@code operations.json} lists them. */
record SiteOperation(String operationId, String method, String path, int status, JsonNode body) {
  private static final Set<String> FIELDS =
      Set.of("operationId", "method", "path", "status", "body");

  /** Reads the list; a wrong entry is named by its number, counted from 1. */
  static List<SiteOperation> read(byte[] json) {
    var operations = new ArrayList<SiteOperation>();
    var entries = parse(json);
    for (var entry : entries) {
      var place = "operations.json: entry " + (operations.size() + 1);
      try {
        operations.add(read(entry, place));
      } catch (Refused wrong) {
        throw new IllegalArgumentException(wrong.getMessage());
      }
    }
    return List.copyOf(operations);
  }

  boolean answers(String askedMethod, String askedPath) {
    return method.equals(askedMethod) && path.equals(askedPath);
  }

  private static SiteOperation read(JsonNode entry, String place) throws Refused {
    Shape.requireObject(entry, place);
    Shape.onlyFields(entry, FIELDS, name -> place + ": unknown key " + name);
    var status = Shape.positiveOrNull(entry.get("status"), place + ".status");
    if (status == null || !entry.has("body")) {
      throw Refused.invalid(place + ": status and body are needed");
    }
    return new SiteOperation(
        Shape.requireText(entry.get("operationId"), place + ".operationId"),
        Shape.requireText(entry.get("method"), place + ".method"),
        Shape.requireText(entry.get("path"), place + ".path"),
        status,
        entry.get("body"));
  }

  private static JsonNode parse(byte[] json) {
    try {
      var list = Shape.JSON.readTree(json);
      if (!list.isArray()) {
        throw new IllegalArgumentException("operations.json: expected a list");
      }
      return list;
    } catch (IOException e) {
      throw new IllegalArgumentException("operations.json: is not JSON");
    }
  }
}
