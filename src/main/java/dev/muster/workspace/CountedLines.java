package dev.muster.workspace;

import java.nio.charset.StandardCharsets;

/** Counts how often a program's output holds a text, while it runs. */
final class CountedLines {
  static final CountedLines NONE = new CountedLines("", Integer.MAX_VALUE);

  private final byte[] text;
  private final int most;
  private int matched;
  private volatile int found;

  /**
   * @param text whose first character is not in it again; empty: nothing is counted
   * @param most that may be found
   */
  CountedLines(String text, int most) {
    this.text = text.getBytes(StandardCharsets.UTF_8);
    this.most = most;
  }

  /** Called by the one thread that reads the output. */
  void read(byte[] bytes, int length) {
    for (var i = 0; i < length && text.length > 0; i++) {
      matched = bytes[i] == text[matched] ? matched + 1 : bytes[i] == text[0] ? 1 : 0;
      if (matched == text.length) {
        found = found + 1;
        matched = 0;
      }
    }
  }

  boolean reached() {
    return found > most;
  }
}
