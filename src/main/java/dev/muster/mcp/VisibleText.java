package dev.muster.mcp;

/**
 * Text of a server as a person has to see it: what would be invisible, or would turn the direction
 * of what follows, is written as its code point.
 */
final class VisibleText {
  private static final int[] BLANK_LETTERS = {0x115F, 0x1160, 0x2800, 0x3164, 0xFFA0, 0x034F};

  private VisibleText() {}

  /** One line, without an end of line. */
  static String line(String text) {
    var shown = new StringBuilder(text.length());
    text.codePoints()
        .forEach(
            point -> {
              if (isSeen(point)) {
                shown.appendCodePoint(point);
              } else {
                shown.append(String.format("\u27E6U+%04X\u27E7", point));
              }
            });
    return shown.toString();
  }

  private static boolean isSeen(int point) {
    return switch (Character.getType(point)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      case Character.SPACE_SEPARATOR -> point == ' ';
      default -> !isVariation(point) && !isBlankLetter(point);
    };
  }

  private static boolean isVariation(int point) {
    return (point >= 0xFE00 && point <= 0xFE0F) || (point >= 0xE0100 && point <= 0xE01EF);
  }

  private static boolean isBlankLetter(int point) {
    for (var blank : BLANK_LETTERS) {
      if (point == blank) {
        return true;
      }
    }
    return false;
  }
}
