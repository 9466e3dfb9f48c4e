package dev.muster.model;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Input that a request only points at: files, pictures and recordings that the provider has or
 * fetches. A few bytes here may be any number of tokens there, so no bound holds for it. Only what
 * the model is given to read is looked at: addresses in texts, in tools' schemas and in the calls
 * of tools are words like any other.
 */
final class InputElsewhere {
  private static final Pattern ADDRESS = Pattern.compile("\\s*[A-Za-z][A-Za-z0-9+.-]*://");
  private static final Set<String> HERE = Set.of("base64", "text", "content");

  private InputElsewhere() {}

  static void refuseOpenAi(JsonNode body) {
    for (var message : each(body.path("messages"))) {
      ForwardedBody.refuse(message.path("audio").hasNonNull("id"), "audio by its id");
      for (var part : each(message.path("content"))) {
        for (var field : part.properties()) {
          if (!field.getKey().equals("text") && !field.getKey().equals("refusal")) {
            media(field.getKey(), field.getKey(), field.getValue());
          }
        }
      }
    }
  }

  /** A part that is no text: whatever its kind, no value of it may be an address or an id. */
  private static void media(String kind, String name, JsonNode value) {
    ForwardedBody.refuse(name.equals("file_id") && !value.isNull(), "file_id");
    if (value.isTextual()) {
      var text = value.asText();
      boolean url = name.equals("url") || name.endsWith("_url");
      ForwardedBody.refuse(
          url ? !text.startsWith("data:") : ADDRESS.matcher(text).lookingAt(),
          kind + " that is not inline");
    }
    value.properties().forEach(field -> media(kind, field.getKey(), field.getValue()));
    for (var element : value.isArray() ? value : Json.array()) {
      media(kind, name, element);
    }
  }

  static void refuseAnthropic(JsonNode body) {
    blocks(body.path("system"));
    each(body.path("messages")).forEach(message -> blocks(message.path("content")));
  }

  /** Results of tools and documents have blocks of their own. */
  private static void blocks(JsonNode blocks) {
    for (var block : each(blocks)) {
      ForwardedBody.refuse(block.hasNonNull("file_id"), "file_id");
      var source = block.path("source");
      var type = source.path("type").asText();
      ForwardedBody.refuse(source.isObject() && !HERE.contains(type), "a source of type " + type);
      blocks(source.path("content"));
      blocks(block.path("content"));
    }
  }

  static void refuseGemini(JsonNode body) {
    // Its input is not here to be counted.
    for (var name : List.of("cachedContent", "cached_content")) {
      ForwardedBody.refuse(body.has(name), "cachedContent");
    }
    for (var name : List.of("contents", "systemInstruction", "system_instruction")) {
      each(body.path(name)).forEach(content -> parts(content.path("parts")));
    }
  }

  private static void parts(JsonNode parts) {
    for (var part : each(parts)) {
      ForwardedBody.refuse(part.hasNonNull("fileData") || part.hasNonNull("file_data"), "fileData");
      parts(part.path("functionResponse").path("parts"));
      parts(part.path("function_response").path("parts"));
    }
  }

  /** Some providers take one where the protocol has a list. */
  static Iterable<JsonNode> each(JsonNode list) {
    return list.isObject() ? List.of(list) : list;
  }
}
