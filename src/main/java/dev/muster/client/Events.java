package dev.muster.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;

/** The JSON objects among the lines that a CLI wrote; whatever else stands there is read past. */
final class Events {
  private static final ObjectMapper JSON = new ObjectMapper();

  private Events() {}

  static List<JsonNode> of(String output) {
    List<JsonNode> events = new ArrayList<>();
    output.lines().map(String::strip).filter(l -> l.startsWith("{")).forEach(l -> add(events, l));
    return events;
  }

  private static void add(List<JsonNode> events, String line) {
    try {
      JsonNode event = JSON.readTree(line);
      if (event.isObject()) {
        events.add(event);
      }
    } catch (JsonProcessingException cutOff) {
      // a line of something else, or the last of a program that was ended
    }
  }

  /** One JSON value; missing when it is none. */
  static JsonNode whole(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException none) {
      return JSON.missingNode();
    }
  }
}
