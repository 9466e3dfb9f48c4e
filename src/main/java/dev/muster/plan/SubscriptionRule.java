package dev.muster.plan;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;

/**
 * The rows of one subscription, one for each model, say alike what it holds: what is left of it
 * would else depend on which model was asked.
 */
final class SubscriptionRule {
  private SubscriptionRule() {}

  /**
   * What a row says of a subscription.
   *
   * @param row its place in the book
   * @param plan null: it has none
   */
  private record Said(
      String row, Where where, String from, String plan, BigDecimal usd, Long requests) {

    static Said of(String name, String label, PlanNode row) {
      var included = row.at("included");
      return new Said(
          label + ".included",
          included.where(),
          row.at("effectiveFrom").text().orElse(""),
          included.there() ? included.at("plan").text().orElse(name) : null,
          included.at("usd").decimal().map(BigDecimal::stripTrailingZeros).orElse(null),
          included.at("requests").whole().orElse(null));
    }

    boolean isReadable() {
      return plan != null && (usd == null) != (requests == null);
    }

    boolean holdsAsMuchAs(Said other) {
      return usd == null ? requests.equals(other.requests) : usd.equals(other.usd);
    }
  }

  static void check(PlanNode book, String path, Problems problems) {
    var names = new ArrayList<List<Said>>();
    book.entries()
        .forEach(
            (name, rows) -> {
              var label = path.isEmpty() ? name : path + "." + name;
              names.add(
                  PriceBuilding.rows(rows).stream().map(r -> Said.of(name, label, r)).toList());
            });
    var told = new HashSet<Said>();
    names.stream()
        .flatMap(List::stream)
        .map(Said::from)
        .distinct()
        .sorted()
        .forEach(day -> check(day, names, told, problems));
  }

  /** The rows in force on a day. */
  private static void check(
      String day, List<List<Said>> names, HashSet<Said> told, Problems problems) {
    Map<String, Said> first = new HashMap<>();
    for (var rows : names) {
      rows.stream()
          .filter(row -> row.from().compareTo(day) <= 0)
          .max(Comparator.comparing(Said::from))
          .filter(Said::isReadable)
          .ifPresent(
              row -> {
                var before = first.putIfAbsent(row.plan(), row);
                if (before != null && !row.holdsAsMuchAs(before) && told.add(row)) {
                  differ(day, before, row, problems);
                }
              });
    }
  }

  private static void differ(String day, Said one, Said other, Problems problems) {
    problems.add(
        other.where(),
        other.row()
            + " and "
            + one.row()
            + " are of one subscription, "
            + Problems.quote(other.plan())
            + ", and differ",
        "both are in force on " + day + ", and a subscription holds one allowance",
        "give both the same usd or requests, or each a plan of its own");
  }
}
