package dev.muster.deployment;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Files that taking back could not bring back as they were, as the evidence says. */
final class LeftBehind {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Set<String> NOT_WHOLE = Set.of("CUT", "LEFT");

  private LeftBehind() {}

  static List<String> of(Facts facts) {
    var found = new ArrayList<String>();
    facts.chain().stream()
        .filter(entry -> entry.kind().equals("taken-back"))
        .forEach(entry -> read(entry.payload()).path("files").forEach(f -> add(found, f)));
    return found;
  }

  private static void add(List<String> found, JsonNode file) {
    if (NOT_WHOLE.contains(file.path("how").asText())) {
      found.add(
          "Taking back %s: %s. %s"
              .formatted(
                  file.path("file").asText(),
                  file.path("how").asText(),
                  file.path("note").asText("")));
    }
  }

  private static JsonNode read(String payload) {
    try {
      return JSON.readTree(payload);
    } catch (JsonProcessingException e) {
      return JSON.createObjectNode();
    }
  }
}
