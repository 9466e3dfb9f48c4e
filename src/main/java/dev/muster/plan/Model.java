package dev.muster.plan;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import java.util.List;

/**
 * A model of the catalogue.
 *
 * @param name the plan's name, such as opus
 * @param provider anthropic, openai, google, alibaba, github, ollama ...
 * @param family for judge hygiene and swarm limits: claude, gemini, qwen, gpt, llama ...
 * @param protocol the wire protocol of its endpoint
 * @param id the provider's model id to ask for
 * @param answersAs ids that may answer besides {@code id}
 * @param baseUrl may hold references
 * @param apiKey a reference, or null when the endpoint needs none
 * @param billing METERED needs a price; FREE and FLAT cost 0 by declaration
 * @param price key in the plan's prices, null unless METERED
 * @param maxInputTokens tokens of one call at most
 * @param maxOutputTokens tokens of one answer at most
 * @param strength rank for escalation, higher is stronger
 * @param example true: an id to be replaced by the operator; no agent uses it
 * @param stream false: its answers come in one piece; null: streamed
 * @param temperature null: the agent's, else the provider's own
 * @param label what the report shows beside the name, such as "rehearsed over OpenAI Chat"; may be
 *     null
 */
public record Model(
    String name,
    String provider,
    String family,
    Protocol protocol,
    String id,
    List<String> answersAs,
    String baseUrl,
    String apiKey,
    Billing billing,
    String price,
    int maxInputTokens,
    int maxOutputTokens,
    int strength,
    boolean example,
    String label,
    @JsonInclude(Include.NON_NULL) Boolean stream,
    @JsonInclude(Include.NON_NULL) Double temperature) {

  /** One that is streamed at the provider's temperature. */
  public Model(
      String name,
      String provider,
      String family,
      Protocol protocol,
      String id,
      List<String> answersAs,
      String baseUrl,
      String apiKey,
      Billing billing,
      String price,
      int maxInputTokens,
      int maxOutputTokens,
      int strength,
      boolean example,
      String label) {
    this(
        name,
        provider,
        family,
        protocol,
        id,
        answersAs,
        baseUrl,
        apiKey,
        billing,
        price,
        maxInputTokens,
        maxOutputTokens,
        strength,
        example,
        label,
        null,
        null);
  }

  /** Whether an agent's turns come piece by piece. */
  public boolean streams() {
    return stream == null || stream;
  }

  /** Wire protocols that Muster speaks. */
  public enum Protocol {
    ANTHROPIC_MESSAGES,
    OPENAI_CHAT,
    GEMINI_GENERATE
  }

  /** How a model is paid for. */
  public enum Billing {
    METERED,
    FREE,
    FLAT
  }

  /** Whether an answer under this id counts as this model's. */
  public boolean answersAs(String answeringId) {
    return id.equals(answeringId) || answersAs.contains(answeringId);
  }
}
