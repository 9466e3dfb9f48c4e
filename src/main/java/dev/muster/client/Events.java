package dev.muster.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.stream.Stream;

/** The JSON objects among the lines that a CLI wrote; whatever else stands there is read past. */
final class Events {
  private static final ObjectMapper JSON = new ObjectMapper();

  private Events() {}

  /** One after the other: a tree of each line of a long session at once would fill the memory. */
  static Stream<JsonNode> of(String output) {
    return output.lines().map(String::strip).filter(l -> l.startsWith("{")).mapMulti(Events::read);
  }

  private static void read(String line, java.util.function.Consumer<JsonNode> events) {
    try {
      JsonNode event = JSON.readTree(line);
      if (event.isObject()) {
        events.accept(event);
      }
    } catch (JsonProcessingException cutOff) {
      // a line of something else, or the last of a program that was ended
    }
  }

  /** Whether all of these are counts: one that is missing is unknown, and never 0. */
  static boolean counts(JsonNode usage, String... names) {
    return Stream.of(names)
        .map(usage::path)
        .allMatch(count -> count.isIntegralNumber() && count.asLong() >= 0);
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
