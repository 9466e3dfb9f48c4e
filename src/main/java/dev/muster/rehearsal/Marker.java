package dev.muster.rehearsal;

import java.util.Optional;
import java.util.regex.Pattern;

/** The line at the end of a conversation's first user message that says whose work it is. */
record Marker(String role, String task) {
  private static final Pattern LINE =
      Pattern.compile("\\[muster role=([A-Za-z0-9_-]+) task=([A-Za-z0-9_-]+)]");

  /** The last marker counts: a task's own text may quote an earlier one. */
  static Optional<Marker> in(String text) {
    var found = LINE.matcher(text);
    Marker last = null;
    while (found.find()) {
      last = new Marker(found.group(1), found.group(2));
    }
    return Optional.ofNullable(last);
  }

  @Override
  public String toString() {
    return role + "." + task + ".yaml";
  }
}
