package dev.muster.deployment;

import java.util.Locale;
import java.util.regex.Pattern;

/** Saving, quality and speed of a rehearsal are never named without the word. */
final class Rehearsed {
  private static final Pattern FIGURES = Pattern.compile("saving|quality|speed|minutes|faster");

  private Rehearsed() {}

  /** The words, marked when they name such a figure. */
  static String mark(boolean rehearsed, String words) {
    var named = FIGURES.matcher(words.toLowerCase(Locale.ROOT)).find();
    return rehearsed && named && !words.contains("rehearsed") ? words + " (rehearsed)" : words;
  }
}
