package dev.muster.plan;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** Finds the name that a person probably meant. */
final class Nearest {
  private static final int MOST_LISTED = 12;
  private static final int MOST_COMPARED = 60;

  private Nearest() {}

  /** A mend for a name that nobody knows. */
  static String mend(String name, Collection<String> known) {
    if (known.isEmpty()) {
      return "remove it";
    }
    return to(name, known)
        .map(near -> "did you mean " + near + "?")
        .orElseGet(
            () ->
                "use one of "
                    + known.stream().limit(MOST_LISTED).collect(Collectors.joining(" "))
                    + (known.size() > MOST_LISTED ? " ..." : ""));
  }

  static Optional<String> to(String name, Collection<String> known) {
    int limit = Math.max(1, Math.min(name.length(), MOST_COMPARED) / 3);
    return known.stream()
        .filter(candidate -> distance(name, candidate) <= limit)
        .min(Comparator.comparingInt(candidate -> distance(name, candidate)));
  }

  /** Levenshtein's distance without regard to case and dashes. */
  private static int distance(String left, String right) {
    var a = plain(left);
    var b = plain(right);
    var row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int change = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(change, Math.min(row[j], row[j - 1]) + 1);
      }
    }
    return row[b.length()];
  }

  private static String plain(String name) {
    var plain = name.toLowerCase(Locale.ROOT).replaceAll("[-_ ]", "");
    return plain.length() > MOST_COMPARED ? plain.substring(0, MOST_COMPARED) : plain;
  }
}
