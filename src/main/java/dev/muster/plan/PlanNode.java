package dev.muster.plan;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A part of a plan file that knows its line. Reading from it never throws: what is not there is
 * {@link Absent}, so that rules can go on over a faulty plan and find the other faults.
 */
sealed interface PlanNode {
  /** The line that holds it. */
  Where where();

  /**
   * A text, number, date or flag as it was written.
   *
   * @param quoted whether it stood in quotes or as a block: then it is a text
   */
  record Scalar(Where where, String value, boolean quoted) implements PlanNode {

    /** A text that stands for a part of another one. */
    Scalar(Where where, String value) {
      this(where, value, true);
    }
  }

  /** A list. */
  record Sequence(Where where, List<PlanNode> list) implements PlanNode {}

  /**
   * A map in the order of the file.
   *
   * @param keys where each key stands
   */
  record Mapping(Where where, Map<String, PlanNode> all, Map<String, Where> keys)
      implements PlanNode {}

  /** Nothing, or an explicit null; where it should have been. */
  record Absent(Where where) implements PlanNode {}

  /** The value under a key, or absent. */
  default PlanNode at(String key) {
    var found = this instanceof Mapping map ? map.all().get(key) : null;
    return found == null ? new Absent(where()) : found;
  }

  /** Whether something is written here. */
  default boolean there() {
    return !(this instanceof Absent);
  }

  /** The items of a list, else none. */
  default List<PlanNode> items() {
    return this instanceof Sequence list ? list.list() : List.of();
  }

  /** The entries of a map that hold something, else none. */
  default Map<String, PlanNode> entries() {
    var there = new LinkedHashMap<String, PlanNode>();
    if (this instanceof Mapping map) {
      map.all().forEach((key, value) -> addIfThere(there, key, value));
    }
    return there;
  }

  private static void addIfThere(Map<String, PlanNode> there, String key, PlanNode value) {
    if (value.there()) {
      there.put(key, value);
    }
  }

  /** Where a key stands. */
  default Where key(String key) {
    return this instanceof Mapping map ? map.keys().getOrDefault(key, where()) : where();
  }

  /** The text of a scalar. */
  default Optional<String> text() {
    return this instanceof Scalar scalar ? Optional.of(scalar.value()) : Optional.empty();
  }

  /** The texts of a list's scalars. */
  default List<String> texts() {
    var texts = new ArrayList<String>();
    items().forEach(item -> item.text().ifPresent(texts::add));
    return List.copyOf(texts);
  }

  /** The number of a scalar, without exponent; a trailing per cent sign is allowed. */
  default Optional<BigDecimal> decimal() {
    return text()
        .map(text -> text.endsWith("%") ? text.substring(0, text.length() - 1).strip() : text)
        .filter(text -> text.matches("-?[0-9]{1,12}(\\.[0-9]{1,9})?"))
        .map(BigDecimal::new);
  }

  /** The whole number of a scalar; digits may be grouped as in 32_000. */
  default Optional<Long> whole() {
    return text()
        .map(text -> text.replaceAll("(?<=[0-9])_(?=[0-9]{3})", ""))
        .map(text -> text.endsWith("%") ? text.substring(0, text.length() - 1).strip() : text)
        .filter(text -> text.matches("-?[0-9]{1,15}"))
        .map(Long::valueOf);
  }
}
