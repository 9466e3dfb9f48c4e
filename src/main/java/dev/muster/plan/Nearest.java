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
    return known.stream()
        .filter(candidate -> isNear(plain(name), plain(candidate)))
        .min(Comparator.comparingInt(candidate -> distance(plain(name), plain(candidate))));
  }

  private static boolean isNear(String name, String candidate) {
    boolean begun = name.length() >= 3 && candidate.startsWith(name);
    return begun || distance(name, candidate) <= Math.max(name.length(), candidate.length()) / 2;
  }

  /** Letters to change, add, drop or swap with their neighbour. */
  private static int distance(String a, String b) {
    var rows = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        rows[i][j] = i == 0 ? j : j == 0 ? i : step(rows, a, b, i, j);
      }
    }
    return rows[a.length()][b.length()];
  }

  private static int step(int[][] rows, String a, String b, int i, int j) {
    int change = rows[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
    int least = Math.min(change, Math.min(rows[i - 1][j], rows[i][j - 1]) + 1);
    boolean swapped =
        i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
    return swapped ? Math.min(least, rows[i - 2][j - 2] + 1) : least;
  }

  /** Case and dashes do not count. */
  private static String plain(String name) {
    var plain = name.toLowerCase(Locale.ROOT).replaceAll("[-_ ]", "");
    return plain.length() > MOST_COMPARED ? plain.substring(0, MOST_COMPARED) : plain;
  }
}
