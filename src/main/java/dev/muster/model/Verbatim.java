package dev.muster.model;

import com.fasterxml.jackson.databind.JsonNode;
import dev.muster.plan.Model;

/**
 * What an answer looked like on its wire, kept where the protocol wants the model's reasoning back
 * unchanged: Anthropic's content with its signed thinking blocks, Gemini's parts with their thought
 * signatures, the reasoning fields of a Chat Completions message. Opaque to everybody else.
 *
 * @param model the provider's id that was asked: no other model may be shown this reasoning
 */
public record Verbatim(Model.Protocol protocol, String model, JsonNode content) {

  /** What to give back to this model; null when there is nothing or another model wrote it. */
  static JsonNode of(Message.Assistant said, Model model) {
    var kept = said.verbatim();
    boolean own =
        kept != null && kept.protocol() == model.protocol() && model.id().equals(kept.model());
    return own ? kept.content() : null;
  }
}
