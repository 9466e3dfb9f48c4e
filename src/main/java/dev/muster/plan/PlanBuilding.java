package dev.muster.plan;

import static dev.muster.plan.CatalogueBuilding.decimal;
import static dev.muster.plan.CatalogueBuilding.map;
import static dev.muster.plan.CatalogueBuilding.text;
import static dev.muster.plan.CatalogueBuilding.whole;

import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.Map;

/** Turns a checked plan into records. */
final class PlanBuilding {
  private static final int REPEATS = 2;

  private PlanBuilding() {}

  static Plan build(Draft draft) {
    var plan = draft.plan();
    var work = new WorkBuilding(draft.files());
    return new Plan(
        text(plan, "name"),
        map(plan.at("models"), CatalogueBuilding::model),
        map(plan.at("prices"), PriceBuilding::price),
        map(plan.at("mcpServers"), CatalogueBuilding::server),
        CatalogueBuilding.toolbelt(plan.at("toolbelt")),
        map(plan.at("clients"), CatalogueBuilding::client),
        map(plan.at("agents"), work::agent),
        map(plan.at("tasks"), work::task),
        new Routing(
            plan.at("routing").at("judges").texts(),
            CatalogueBuilding.flag(plan.at("routing"), "escalate"),
            WorkBuilding.shares(plan.at("routing")),
            map(plan.at("routing").at("fallback"), (name, others) -> others.texts()),
            WorkBuilding.said(plan.at("routing"), "sticky")),
        WorkBuilding.waves(plan.at("waves")),
        map(plan.at("gates"), PlanBuilding::gate),
        new Mix(Map.of(draft.baseline(), 100)),
        budget(plan.at("budget")),
        WorkBuilding.mix(plan.at("swarmLimits")).shares(),
        new Notify(text(plan.at("notify"), "webhook")),
        operation(plan.at("operation")));
  }

  private static Budget budget(PlanNode node) {
    var limits =
        new LinkedHashMap<>(map(node.at("phases"), (n, phase) -> WorkBuilding.limit(phase)));
    limits.values().removeIf(WorkLimit.NONE::equals);
    return new Budget(
        decimal(node, "usd"),
        map(
            node.at("phases"),
            (n, phase) -> BudgetRule.usd(phase).decimal().orElse(BigDecimal.ZERO)),
        WorkBuilding.limit(node).orNull(),
        limits);
  }

  private static Map<String, BigDecimal> amounts(PlanNode node) {
    return map(node, (name, value) -> value.decimal().orElse(BigDecimal.ZERO));
  }

  private static Gate gate(String name, PlanNode node) {
    var limits = new LinkedHashMap<>(amounts(node));
    limits.remove("repeats");
    return new Gate(name, limits, whole(node, "repeats", REPEATS));
  }

  private static Operation operation(PlanNode node) {
    return new Operation(
        decimal(node.at("targetSaving"), "low"),
        decimal(node.at("targetSaving"), "high"),
        decimal(node, "minQuality"),
        decimal(node, "monthlyUsd"),
        node.at("cassettes").text().map(PlanFiles::normal).orElse(null));
  }
}
