package dev.muster.plan;

import static dev.muster.plan.CatalogueBuilding.decimal;
import static dev.muster.plan.CatalogueBuilding.text;

import java.time.LocalDate;
import java.util.List;

/** Turns checked rows of the price book into records. */
final class PriceBuilding {
  private PriceBuilding() {}

  /** The rows of a name: one, or a list of them. */
  static List<PlanNode> rows(PlanNode named) {
    return named instanceof PlanNode.Sequence list ? list.list() : List.of(named);
  }

  /** A name's first row with the others behind it. */
  static Price price(String name, PlanNode node) {
    var rows = rows(node);
    var others = rows.stream().skip(1).map(row -> row(name, row, List.of())).toList();
    return row(name, rows.get(0), others);
  }

  private static Price row(String name, PlanNode node, List<Price> others) {
    return new Price(
        name,
        decimal(node, "input"),
        decimal(node, "output"),
        decimal(node, "cacheRead"),
        decimal(node, "cacheWrite"),
        LocalDate.parse(text(node, "effectiveFrom")),
        text(node, "source"),
        decimal(node, "cacheWrite1h"),
        decimal(node, "reasoning"),
        decimal(node, "perRequest"),
        node.at("tiers").items().stream().map(PriceBuilding::tier).toList(),
        others,
        included(node.at("included")));
  }

  private static Price.Included included(PlanNode node) {
    return node.there()
        ? new Price.Included(
            decimal(node, "usd"),
            node.at("requests").whole().orElse(null),
            node.at("plan").text().orElse(null))
        : null;
  }

  private static Price.Tier tier(PlanNode node) {
    return new Price.Tier(
        node.at("aboveInputTokens").whole().orElseThrow(),
        decimal(node, "input"),
        decimal(node, "output"),
        decimal(node, "cacheRead"),
        decimal(node, "cacheWrite"),
        decimal(node, "cacheWrite1h"),
        decimal(node, "reasoning"));
  }
}
