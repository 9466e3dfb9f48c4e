package dev.muster.model;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Media of a foreign request that cost by their length and not by their bytes: a document's pages
 * (Anthropic reads each as text and as a picture), a film's seconds, a recording's. Pictures are
 * none: they cost by their size, up to a few thousand tokens.
 */
final class LongMedia {
  private static final Set<String> TYPES = Set.of("media_type", "mimeType", "mime_type");
  private static final Set<String> KINDS =
      Set.of("file_data", "input_audio", "video_url", "video", "audio_url");

  /** What names and describes tools, and what they are called with, are words like any other. */
  private static final Set<String> WORDS =
      Set.of(
          "tools",
          "input",
          "args",
          "arguments",
          "response",
          "response_format",
          "output_config",
          "generationConfig",
          "generation_config");

  private static final Pattern SHORT = Pattern.compile("(?i)\\s*(image|text)/.*");
  private static final Pattern INLINE = Pattern.compile("(?i)\\s*data:(?!image/|text/).*");
  private static final int HEAD = 80;

  private LongMedia() {}

  static boolean in(JsonNode node) {
    for (var field : node.properties()) {
      if (is(field.getKey(), field.getValue())) {
        return true;
      }
      if (!WORDS.contains(field.getKey()) && in(field.getValue())) {
        return true;
      }
    }
    for (var element : node.isArray() ? node : Json.array()) {
      if (in(element)) {
        return true;
      }
    }
    return false;
  }

  private static boolean is(String name, JsonNode value) {
    if (KINDS.contains(name)) {
      return !value.isNull();
    }
    if (!value.isTextual()) {
      return false;
    }
    var text = value.asText();
    return TYPES.contains(name)
        ? !SHORT.matcher(text).matches()
        : name.endsWith("url")
            && INLINE.matcher(text.substring(0, Math.min(HEAD, text.length()))).matches();
  }
}
