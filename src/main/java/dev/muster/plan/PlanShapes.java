package dev.muster.plan;

import static dev.muster.plan.Shape.byName;
import static dev.muster.plan.Shape.keys;
import static dev.muster.plan.Shape.line;
import static dev.muster.plan.Shape.name;
import static dev.muster.plan.Shape.needed;
import static dev.muster.plan.Shape.optional;

import java.util.LinkedHashMap;

/** The keys of a plan as a whole. */
final class PlanShapes {
  private static final Shape USD = new Shape.Decimal(0, 10_000_000);

  private PlanShapes() {}

  /** What a merged plan holds. */
  static Shape.Keys plan() {
    return keys(
        needed("name", name(), "The plan's name."),
        optional(Extending.KEY, line(), "A plan in the same folder that this one is merged over."),
        needed("models", byName(CatalogueShapes.model(), 1), "The models by their plan names."),
        needed(
            "prices",
            new Shape.Either(line(), PriceShapes.book()),
            "The price book, or the .yaml file beside the plan that holds it."),
        needed("mcpServers", byName(CatalogueShapes.mcpServer(), 0), "The MCP servers."),
        needed("toolbelt", CatalogueShapes.toolbelt(), "Limits of the servers that Muster ships."),
        needed("clients", byName(CatalogueShapes.client(), 1), "The clients to configure."),
        needed("agents", byName(WorkShapes.agent(), 1), "The agents."),
        needed("tasks", byName(WorkShapes.task(), 1), "The tasks."),
        needed("routing", WorkShapes.routing(), "How models are chosen."),
        needed("waves", WorkShapes.waves(), "Who is rolled out together, in order."),
        needed("gates", gates(), "The success criteria with their limits."),
        needed(
            "baseline",
            keys(needed("model", name(), "The model of the baseline arm.")),
            "What every agent is compared with."),
        needed("budget", budget(), "The upper part of the budget tree."),
        optional(
            "swarmLimits",
            byName(new Shape.Percent(), 0),
            "Share of all tokens that a model family may take."),
        optional("notify", notification(), "Who is told."),
        needed("operation", operation(), "Month 1."));
  }

  private static Shape gates() {
    var known = new LinkedHashMap<String, Shape.Key>();
    for (var kind : GateKind.values()) {
      if (kind != GateKind.WAVE) {
        var doc = "Criteria of the gate " + kind.label + ".";
        known.put(kind.label, needed(kind.label, kind.shape(), doc));
      }
    }
    return new Shape.Keys(
        known, GateKind.WAVE_NAME, "a gate such as wave-1", GateKind.WAVE.shape(), 0);
  }

  private static Shape budget() {
    return WorkShapes.limited(
        needed("usd", USD, "USD for the whole deployment."),
        needed(
            "phases",
            byName(new Shape.Either(USD, WorkShapes.limited(needed("usd", USD, "USD for it."))), 1),
            "USD, or limits, for workflow-test, each wave-N, feature, operation."));
  }

  private static Shape notification() {
    return keys(optional("webhook", line(), "URL, or a reference to one."));
  }

  private static Shape operation() {
    var target =
        keys(
            needed("low", new Shape.Decimal(0, 100), "Per cent at least."),
            needed("high", new Shape.Decimal(0, 100), "Per cent hoped for."));
    return keys(
        needed("targetSaving", target, "Saving against the baseline, per cent."),
        needed("minQuality", new Shape.Decimal(0, 10), "Alarm below it, 0 to 10."),
        needed("monthlyUsd", USD, "Alarm above it."),
        optional("cassettes", line(), "Folder with the cassettes of a rehearsal."));
  }
}
