package dev.muster.plan;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What may stand in a plan. One description serves the reader's check and the JSON Schema for
 * editors, so that the two cannot differ.
 */
sealed interface Shape {

  /**
   * A text that matches the pattern as a whole.
   *
   * @param mend what to do about one that does not
   */
  record Text(String pattern, String says, String mend) implements Shape {}

  /** One of some words. */
  record Choice(List<String> words) implements Shape {}

  /** A whole number. */
  record Whole(long least, long most) implements Shape {}

  /** A number. */
  record Decimal(long least, long most) implements Shape {}

  /** A share: a whole number of 0 to 100, with or without a per cent sign. */
  record Percent() implements Shape {}

  /** true or false. */
  record Flag() implements Shape {}

  /** A date such as 2026-11-23. */
  record Day() implements Shape {}

  /** Any map: what a tool takes as its arguments is the tool's own business. */
  record Free() implements Shape {}

  /** A list. */
  record Items(Shape item, int least) implements Shape {}

  /**
   * A map: keys that Muster knows, and names that the operator chooses.
   *
   * @param names pattern of chosen names, null: none may be chosen
   * @param named what stands under a chosen name
   * @param least number of entries at least
   */
  record Keys(Map<String, Key> known, String names, String says, Shape named, int least)
      implements Shape {}

  /** A map that is another one when it has a key. */
  record Having(String key, Shape with, Shape without) implements Shape {}

  /** Either of two. */
  record Either(Shape first, Shape second) implements Shape {}

  /**
   * A key that Muster knows.
   *
   * @param doc one sentence that editors show
   */
  record Key(String name, Shape shape, boolean required, String doc) {}

  /** Lower-case words joined by single dashes; the length is bounded first. */
  String KEBAB = "(?=.{1,64}$)[a-z0-9]+(-[a-z0-9]+)*";

  /** One line that is not blank, bounded. */
  String LINE = "(?=.*\\S)[^\\r\\n]{1,2000}";

  static Shape line() {
    return new Text(
        LINE, "a text of one line", "write it on one line, with 2000 characters at most");
  }

  static Shape text() {
    return new Text("(?s).*\\S.*", "a text", "write something that is not blank");
  }

  static Shape name() {
    return new Text(
        KEBAB, "a name in kebab case", "write lower-case letters, digits and single dashes");
  }

  static Shape lines() {
    return new Items(line(), 0);
  }

  static Shape names(int least) {
    return new Items(name(), least);
  }

  static Key needed(String name, Shape shape, String doc) {
    return new Key(name, shape, true, doc);
  }

  static Key optional(String name, Shape shape, String doc) {
    return new Key(name, shape, false, doc);
  }

  static Keys keys(Key... keys) {
    var known = new LinkedHashMap<String, Key>();
    for (var key : keys) {
      known.put(key.name(), key);
    }
    return new Keys(known, null, null, null, 0);
  }

  /** A map under names in kebab case. */
  static Keys byName(Shape value, int least) {
    return new Keys(Map.of(), KEBAB, "a name in kebab case", value, least);
  }

  /** A map under free one-line names, such as those of HTTP headers. */
  static Keys byLine(Shape value) {
    return new Keys(Map.of(), "[A-Za-z0-9_.-]{1,100}", "a name without spaces", value, 0);
  }
}
