package dev.muster.engine.setup;

import java.util.Arrays;
import java.util.List;

/** The bean {@code ids} of the diagrams: lists of ids as one small text variable. */
public final class Ids {

  /** The parts of a comma-separated text. */
  public List<String> of(String csv) {
    return csv == null || csv.isBlank() ? List.of() : Arrays.asList(csv.split(","));
  }

  /** What is before the colon. */
  public String left(String pair) {
    return pair.substring(0, pair.indexOf(':'));
  }

  /** What is after the colon. */
  public String right(String pair) {
    return pair.substring(pair.indexOf(':') + 1);
  }

  /** The text variable for a list. */
  public static String csv(List<String> ids) {
    return String.join(",", ids);
  }
}
