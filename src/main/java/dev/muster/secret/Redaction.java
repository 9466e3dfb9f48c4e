package dev.muster.secret;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLEncoder;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Knows each value that left this room, and puts its reference where the value stands. */
final class Redaction {
  /** Shorter ones are no secrets, and each "1" of a text would be hit. */
  private static final int SHORTEST = 4;

  /** Two logins of one name, at two addresses, with two tokens each. */
  private static final int NEWEST = 4;

  private static final Comparator<Map.Entry<String, String>> LONGEST_FIRST =
      Comparator.comparing(entry -> -entry.getKey().length());

  private final Map<String, String> nameByValue = new HashMap<>();
  private final Map<String, Deque<String>> renewed = new HashMap<>();
  private volatile List<Map.Entry<String, String>> longestFirst = List.of();

  synchronized void remember(String name, String value) {
    if (value.length() < SHORTEST || nameByValue.containsKey(value)) {
      return;
    }
    forms(value).forEach(form -> nameByValue.put(form, name));
    sort();
  }

  /** One of a name's newest values; without an end to the old ones each text would cost more. */
  synchronized void renew(String name, String value) {
    Deque<String> newest = renewed.computeIfAbsent(name, any -> new ArrayDeque<>());
    if (value.equals(newest.peekLast())) {
      return;
    }
    remember(name, value);
    newest.remove(value);
    newest.addLast(value);
    if (newest.size() > NEWEST) {
      forms(newest.removeFirst()).forEach(form -> nameByValue.remove(form, name));
      sort();
    }
  }

  /** As it stands in a JSON text or in a query, too. */
  private static Stream<String> forms(String value) {
    return Stream.of(
        value.replace("\\", "\\\\").replace("\"", "\\\""), URLEncoder.encode(value, UTF_8), value);
  }

  private void sort() {
    longestFirst =
        nameByValue.entrySet().stream().map(Map.Entry::copyOf).sorted(LONGEST_FIRST).toList();
  }

  String redact(String text) {
    String clean = text;
    for (Map.Entry<String, String> known : longestFirst) {
      clean = clean.replace(known.getKey(), "${" + known.getValue() + "}");
    }
    return clean;
  }
}
