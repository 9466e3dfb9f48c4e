package dev.muster.plan;

import java.util.HashSet;

/** A day has one row of a name, and the tiers of a row ascend: a call has exactly one price. */
final class PriceRule implements PlanRule {

  @Override
  public void check(Draft draft) {
    check(draft.plan().at("prices"), "prices", draft.problems());
  }

  static void check(PlanNode book, String path, Problems problems) {
    for (var named : book.entries().entrySet()) {
      var label = path.isEmpty() ? named.getKey() : path + "." + named.getKey();
      days(named.getValue(), label, problems);
      PriceBuilding.rows(named.getValue()).forEach(row -> tiers(row, label, problems));
      PriceBuilding.rows(named.getValue())
          .forEach(row -> included(row.at("included"), label, problems));
    }
    SubscriptionRule.check(book, path, problems);
  }

  private static void days(PlanNode named, String label, Problems problems) {
    var seen = new HashSet<String>();
    for (var row : PriceBuilding.rows(named)) {
      var day = row.at("effectiveFrom");
      if (day.text().isPresent() && !seen.add(day.text().get())) {
        problems.add(
            day.where(),
            label + " has two rows from " + Problems.quote(day.text().get()),
            "a day has one price",
            "remove one, or mend its effectiveFrom");
      }
    }
  }

  private static void included(PlanNode included, String label, Problems problems) {
    if (included.there() && included.at("usd").there() == included.at("requests").there()) {
      problems.add(
          included.where(),
          label + ".included is not one of usd and requests",
          "a subscription counts in one of them",
          "give one of the two");
    }
  }

  private static void tiers(PlanNode row, String label, Problems problems) {
    long before = 0;
    for (var tier : row.at("tiers").items()) {
      var above = tier.at("aboveInputTokens");
      long tokens = above.whole().orElse(before + 1);
      if (tokens <= before) {
        problems.add(
            above.where(),
            label + ".tiers does not ascend at " + tokens,
            "a call belongs to the last tier that it is above",
            "order them by aboveInputTokens, each once");
      }
      before = tokens;
    }
  }
}
