package dev.muster.toolbelt;

import java.nio.charset.StandardCharsets;

/** Keeps an answer within its bytes and says so when something is left out. */
final class Cut {
  private Cut() {}

  static String to(String text, int maxBytes) {
    var bytes = text.getBytes(StandardCharsets.UTF_8);
    if (bytes.length <= maxBytes) {
      return text;
    }
    return start(bytes, maxBytes)
        + "\n[cut: the first "
        + maxBytes
        + " of "
        + bytes.length
        + " bytes]";
  }

  /** The first bytes as text; a character that would be split is left out. */
  private static String start(byte[] bytes, int max) {
    var end = max;
    while (end > 0 && (bytes[end] & 0xC0) == 0x80) {
      end--;
    }
    return new String(bytes, 0, end, StandardCharsets.UTF_8);
  }
}
