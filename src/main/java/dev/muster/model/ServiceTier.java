package dev.muster.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.muster.plan.Model;
import java.util.Set;

/**
 * A provider's tiers have rates of their own, and the price book has one: the standard tier is
 * asked for by name where an account may have another default (OpenAI's projects, Anthropic's
 * priority capacity), and what another one answered is not measured.
 */
final class ServiceTier {
  static final String FIELD = "service_tier";
  private static final Set<String> OTHERS = Set.of("priority", "flex", "scale", "fast", "batch");

  private ServiceTier() {}

  static void openAi(Model model, ObjectNode body) {
    if (model.provider().equals("openai")) {
      body.put(FIELD, "default");
    }
  }

  static void anthropic(Model model, ObjectNode body) {
    if (model.provider().equals("anthropic")) {
      body.put(FIELD, "standard_only");
    }
  }

  /**
   * Whether another tier answered than the standard one, or one that is bound to a place, which
   * Anthropic bills at more.
   *
   * @param told what tells it: OpenAI's answer, Anthropic's usage
   */
  static boolean isAnother(JsonNode told) {
    return OTHERS.contains(told.path(FIELD).asText())
        || told.path("speed").asText().equals("fast")
        || told.path("inference_geo").asText().equals("us");
  }
}
