package dev.muster.plan;

import static dev.muster.plan.CatalogueBuilding.decimal;
import static dev.muster.plan.CatalogueBuilding.flag;
import static dev.muster.plan.CatalogueBuilding.map;
import static dev.muster.plan.CatalogueBuilding.text;
import static dev.muster.plan.CatalogueBuilding.whole;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Turns the checked agents, tasks and waves of a plan into records; prompts become their text. */
final class WorkBuilding {
  private static final int TURNS = 30;
  private static final int MINUTES = 15;
  private static final int CHECK_SECONDS = 30;
  private static final int STRAGGLER_MINUTES = 60;
  private final PlanFiles files;

  WorkBuilding(PlanFiles files) {
    this.files = files;
  }

  private String content(PlanNode node, String key) {
    var value = text(node, key);
    return value != null && FileRule.isFile(value) ? files.text(value) : value;
  }

  private static String path(PlanNode node, String key) {
    return node.at(key).text().map(PlanFiles::normal).orElse(null);
  }

  static Mix mix(PlanNode node) {
    return new Mix(map(node, (name, share) -> share.whole().map(Math::toIntExact).orElse(0)));
  }

  Agent agent(String name, PlanNode node) {
    var monthly = node.at("monthly");
    return new Agent(
        name,
        text(node, "title"),
        text(node, "purpose"),
        text(node, "state"),
        content(node, "prompt"),
        mix(node.at("mix")),
        node.at("mcp").texts(),
        node.at("tools").at("allow").texts(),
        node.at("tools").at("deny").texts(),
        node.at("tools").at("risky").texts(),
        budget(node.at("budget")),
        node.at("canaries").texts(),
        text(node, "watch"),
        monthly.at("inputTokens").whole().orElse(0L),
        monthly.at("outputTokens").whole().orElse(0L),
        CatalogueBuilding.temperature(node),
        routing(node.at("routing")));
  }

  private static AgentRouting routing(PlanNode node) {
    return node.there() ? new AgentRouting(shares(node), said(node, "sticky")) : null;
  }

  /** Null when the plan does not say. */
  static Shares shares(PlanNode node) {
    return node.at("shares")
        .text()
        .map(t -> Shares.valueOf(t.toUpperCase(Locale.ROOT)))
        .orElse(null);
  }

  static Boolean said(PlanNode node, String key) {
    return node.at(key).there() ? Boolean.valueOf(flag(node, key)) : null;
  }

  /** An adopted agent spends nothing through Muster. */
  private static AgentBudget budget(PlanNode node) {
    return node.there()
        ? new AgentBudget(
            decimal(node, "usd"),
            decimal(node, "runUsd"),
            whole(node, "maxInputTokens", 0),
            whole(node, "maxOutputTokens", 0),
            whole(node, "maxTurns", TURNS),
            whole(node, "maxMinutes", MINUTES),
            limit(node).orNull(),
            node.at("runTokens").whole().orElse(null))
        : new AgentBudget(BigDecimal.ZERO, BigDecimal.ZERO, 0, 0, 0, 0);
  }

  /** The limits beside dollars, where they stand. */
  static WorkLimit limit(PlanNode node) {
    return new WorkLimit(
        node.at("tokens").whole().orElse(null),
        node.at("turns").whole().orElse(null),
        node.at("minutes").whole().map(Math::toIntExact).orElse(null));
  }

  Task task(String name, PlanNode node) {
    var steps =
        node.at("steps").items().stream()
            .map(s -> new Task.Step(text(s, "name"), text(s, "model"), content(s, "prompt")))
            .toList();
    return new Task(
        name,
        content(node, "prompt"),
        path(node, "template"),
        path(node, "seed"),
        steps,
        List.copyOf(map(node.at("checks"), WorkBuilding::check).values()),
        content(node, "rubric"),
        flag(node, "personReviews"),
        text(node, "kind"),
        text(node, "dataClass"));
  }

  private static Task.Check check(String name, PlanNode node) {
    return new Task.Check(
        name,
        node.at("command").texts(),
        path(node, "files"),
        whole(node, "timeoutSeconds", CHECK_SECONDS));
  }

  static List<Wave> waves(PlanNode node) {
    var waves = new ArrayList<Wave>();
    for (var wave : node.items()) {
      var feature =
          wave.at("feature").items().stream()
              .map(part -> new Wave.FeatureStep(text(part, "agent"), text(part, "task")))
              .toList();
      waves.add(
          new Wave(
              waves.size() + 1,
              wave.at("agents").texts(),
              feature,
              whole(wave, "stragglerMinutes", STRAGGLER_MINUTES)));
    }
    return List.copyOf(waves);
  }
}
