package dev.muster.secret;

import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Knows each value that left this room, and puts its reference where the value stands. */
final class Redaction {
  /** Shorter ones are no secrets, and each "1" of a text would be hit. */
  private static final int SHORTEST = 4;

  /** Fewer characters than these, such as "https://", may begin or end any text. */
  private static final int SHORTEST_HALF = 12;

  /** Two logins of one name, at two addresses, with two tokens each. */
  private static final int NEWEST = 4;

  private static final Comparator<Map.Entry<String, String>> LONGEST_FIRST =
      Comparator.comparing(entry -> -entry.getKey().length());

  private final Map<String, String> nameByValue = new HashMap<>();
  private final Map<String, Deque<String>> renewed = new HashMap<>();
  private volatile Known all = new Known(List.of(), new Glance(List.of()));

  private record Known(List<Map.Entry<String, String>> longestFirst, Glance glance) {}

  synchronized void remember(String name, String value) {
    if (value.length() < SHORTEST || nameByValue.containsKey(value)) {
      return;
    }
    WrittenForms.of(value).forEach(form -> nameByValue.put(form, name));
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
      WrittenForms.of(newest.removeFirst()).forEach(form -> nameByValue.remove(form, name));
      sort();
    }
  }

  private void sort() {
    var sorted =
        nameByValue.entrySet().stream().map(Map.Entry::copyOf).sorted(LONGEST_FIRST).toList();
    all = new Known(sorted, new Glance(nameByValue.keySet()));
  }

  String redact(String text) {
    var now = all;
    if (!now.glance().mayHold(text)) {
      return text;
    }
    String clean = whole(now, text);
    for (Map.Entry<String, String> known : now.longestFirst()) {
      clean = withoutHalves(clean, known);
    }
    return clean;
  }

  String redactWhole(String text) {
    var now = all;
    return now.glance().mayHold(text) ? whole(now, text) : text;
  }

  private static String whole(Known now, String text) {
    String clean = text;
    for (Map.Entry<String, String> known : now.longestFirst()) {
      clean = clean.replace(known.getKey(), reference(known));
    }
    return clean;
  }

  /** Who cuts a text before it comes here may have cut a value in two. */
  private static String withoutHalves(String text, Map.Entry<String, String> known) {
    String value = known.getKey();
    String clean = text;
    for (int most = Math.min(value.length() - 1, text.length()); most >= SHORTEST_HALF; most--) {
      if (clean.regionMatches(clean.length() - most, value, 0, most)) {
        clean = clean.substring(0, clean.length() - most) + reference(known);
      }
      if (clean.regionMatches(0, value, value.length() - most, most)) {
        clean = reference(known) + clean.substring(most);
      }
    }
    return clean;
  }

  private static String reference(Map.Entry<String, String> known) {
    return "${" + known.getValue() + "}";
  }
}
