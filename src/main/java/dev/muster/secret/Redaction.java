package dev.muster.secret;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLEncoder;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Knows each value that left this room, and puts its reference where the value stands. */
final class Redaction {
  /** Shorter ones are no secrets, and each "1" of a text would be hit. */
  private static final int SHORTEST = 4;

  private static final Comparator<Map.Entry<String, String>> LONGEST_FIRST =
      Comparator.comparing(entry -> -entry.getKey().length());

  private final Map<String, String> nameByValue = new ConcurrentHashMap<>();

  void remember(String name, String value) {
    if (value.length() < SHORTEST || nameByValue.containsKey(value)) {
      return;
    }
    // As it stands in a JSON text or in a query, too.
    nameByValue.put(value.replace("\\", "\\\\").replace("\"", "\\\""), name);
    nameByValue.put(URLEncoder.encode(value, UTF_8), name);
    nameByValue.put(value, name);
  }

  String redact(String text) {
    String clean = text;
    List<Map.Entry<String, String>> values =
        nameByValue.entrySet().stream().sorted(LONGEST_FIRST).toList();
    for (Map.Entry<String, String> known : values) {
      clean = clean.replace(known.getKey(), "${" + known.getValue() + "}");
    }
    return clean;
  }
}
