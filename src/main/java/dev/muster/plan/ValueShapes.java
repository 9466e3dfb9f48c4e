package dev.muster.plan;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.function.Predicate;

/** What single values must look like, and how that is said to a person. */
final class ValueShapes {
  private ValueShapes() {}

  /** Whether the node holds such a value. */
  static boolean fits(PlanNode node, Shape shape) {
    if (shape instanceof Shape.Whole range) {
      return node.whole().filter(n -> n >= range.least() && n <= range.most()).isPresent();
    }
    if (shape instanceof Shape.Percent) {
      return node.whole().filter(n -> n >= 0 && n <= 100).isPresent();
    }
    if (shape instanceof Shape.Decimal range) {
      return node.text().filter(t -> !t.endsWith("%")).isPresent()
          && node.decimal().filter(n -> inside(n, range)).isPresent();
    }
    return node.text().filter(text(shape)).isPresent();
  }

  private static Predicate<String> text(Shape shape) {
    if (shape instanceof Shape.Text wanted) {
      return text -> text.matches(wanted.pattern());
    }
    if (shape instanceof Shape.Choice choice) {
      return choice.words()::contains;
    }
    return shape instanceof Shape.Flag ? List.of("true", "false")::contains : ValueShapes::isDay;
  }

  private static boolean inside(BigDecimal number, Shape.Decimal range) {
    return number.compareTo(BigDecimal.valueOf(range.least())) >= 0
        && number.compareTo(BigDecimal.valueOf(range.most())) <= 0;
  }

  private static boolean isDay(String text) {
    try {
      return LocalDate.parse(text).getYear() > 0;
    } catch (DateTimeParseException e) {
      return false;
    }
  }

  /** What to write there instead. */
  static String mend(PlanNode node, Shape shape) {
    if (shape instanceof Shape.Choice choice) {
      return Nearest.to(node.text().orElse(""), choice.words())
          .map(near -> "did you mean " + near + "?")
          .orElse("write one of these words");
    }
    if (shape instanceof Shape.Whole range) {
      return "write it in digits only, such as " + range.least();
    }
    if (shape instanceof Shape.Decimal range) {
      return "write it in digits with a point, such as " + range.least() + " or " + range.most();
    }
    if (shape instanceof Shape.Percent) {
      return "write it in digits only, such as 50 or 50%";
    }
    if (shape instanceof Shape.Flag) {
      return "write one of the two words";
    }
    return shape instanceof Shape.Text wanted
        ? wanted.mend()
        : "write year, month and day as digits with dashes";
  }

  /** The value that should stand there, for a person. */
  static String says(Shape shape) {
    if (shape instanceof Shape.Text wanted) {
      return wanted.says();
    }
    if (shape instanceof Shape.Choice choice) {
      return "one of " + String.join(" ", choice.words());
    }
    if (shape instanceof Shape.Whole range) {
      return "a whole number from " + range.least() + " to " + range.most();
    }
    if (shape instanceof Shape.Decimal range) {
      return "a number from " + range.least() + " to " + range.most();
    }
    if (shape instanceof Shape.Percent) {
      return "a whole number of per cent from 0 to 100";
    }
    return shape instanceof Shape.Flag ? "true or false" : "a date such as 2026-11-23";
  }
}
