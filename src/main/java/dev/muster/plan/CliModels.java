package dev.muster.plan;

import static dev.muster.plan.Shape.keys;
import static dev.muster.plan.Shape.line;
import static dev.muster.plan.Shape.lines;
import static dev.muster.plan.Shape.name;
import static dev.muster.plan.Shape.needed;
import static dev.muster.plan.Shape.optional;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Models that work through an agent CLI. Behind the gateway such a model is another one of the plan
 * in all that a call costs and may be: it takes over what it does not say itself.
 */
final class CliModels {
  /** What is the model's own and never its upstream's. */
  private static final Set<String> OWN = Set.of("cli", "strength", "label");

  private static final Set<String> VENDORS =
      Set.of(
          "provider",
          "family",
          "id",
          "answersAs",
          "baseUrl",
          "apiKey",
          "billing",
          "price",
          "maxInputTokens",
          "maxOutputTokens",
          "retires");

  private CliModels() {}

  /** Whether a key says something of a vendor's model. */
  static boolean isVendors(String key) {
    return VENDORS.contains(key);
  }

  static Shape shape() {
    var tokens = new Shape.Whole(1, CatalogueShapes.MOST_TOKENS);
    return keys(
        needed("cli", name(), "The client whose command works whole runs."),
        needed("via", CatalogueShapes.words(Model.Via.values()), "Who carries its calls."),
        needed("version", line(), "The CLI's version; any other is refused before a run."),
        optional("upstream", name(), "The model that answers behind the gateway."),
        needed("strength", new Shape.Whole(0, 1000), "Rank for escalation, higher is stronger."),
        optional("provider", name(), "Who serves it; only via vendor."),
        optional("family", name(), "For the judge's choice and swarmLimits; only via vendor."),
        optional("id", line(), "The model that the CLI is told to use; only via vendor."),
        optional("answersAs", lines(), "Ids that may answer besides id; only via vendor."),
        optional("baseUrl", line(), "Another address of the vendor; only via vendor."),
        optional("apiKey", line(), "The CLI's login as a reference such as ${NAME}."),
        optional("billing", CatalogueShapes.words(Model.Billing.values()), "Only via vendor."),
        optional("price", name(), "Row of prices; needed when metered."),
        optional("maxInputTokens", tokens, "Most tokens of one call; only via vendor."),
        optional("maxOutputTokens", tokens, "Most tokens of one answer; only via vendor."),
        optional("retires", new Shape.Day(), "From this day on its vendor does not serve it."),
        optional("example", new Shape.Flag(), "true: an id to be replaced; no agent may use it."),
        optional("label", line(), "What the report shows beside the name."));
  }

  /** The plan with each such model as the one that answers for it. */
  static PlanNode filled(PlanNode plan) {
    if (!(plan instanceof PlanNode.Mapping whole)
        || !(plan.at("models") instanceof PlanNode.Mapping models)) {
      return plan;
    }
    var all = new LinkedHashMap<>(models.all());
    all.replaceAll((name, model) -> filled(models, model));
    return with(whole, Map.of("models", with(models, all)));
  }

  private static PlanNode filled(PlanNode models, PlanNode model) {
    var upstream = models.at(model.at("upstream").text().orElse(""));
    if (!(model instanceof PlanNode.Mapping mapping)
        || !model.at("cli").there()
        || upstream.at("cli").there()) {
      return model;
    }
    var all = new LinkedHashMap<String, PlanNode>();
    all.putAll(upstream.entries());
    all.keySet().removeAll(OWN);
    all.putAll(model.entries());
    return with(mapping, all);
  }

  private static PlanNode.Mapping with(PlanNode.Mapping old, Map<String, PlanNode> changed) {
    var all = new LinkedHashMap<>(old.all());
    all.putAll(changed);
    return new PlanNode.Mapping(old.where(), all, old.keys());
  }
}
