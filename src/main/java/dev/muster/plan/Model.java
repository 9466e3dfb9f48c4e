package dev.muster.plan;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import java.time.LocalDate;
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
 * @param limits what its provider allows at a time and in a minute; null: not limited here
 * @param retires the day from which its provider no longer serves it; null: not known
 * @param thinkingTokens of {@code maxOutputTokens}, where the provider bounds thinking apart from
 *     the answer (alibaba); 0: it is told not to think; null: it is one that does not
 * @param cli null: Muster calls it itself; else it works whole runs through an agent CLI
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
    // Left out of the canonical JSON when not given: plans that were frozen before keep their
    // digest.
    @JsonInclude(Include.NON_NULL) Boolean stream,
    @JsonInclude(Include.NON_NULL) Double temperature,
    @JsonInclude(Include.NON_NULL) ModelLimits limits,
    @JsonInclude(Include.NON_NULL) LocalDate retires,
    @JsonInclude(Include.NON_NULL) Integer thinkingTokens,
    @JsonInclude(Include.NON_NULL) Cli cli) {

  /** A model without limits that nobody retires and that Muster calls itself. */
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
        null,
        null,
        null,
        null,
        null);
  }

  /**
   * The agent CLI through which it works.
   *
   * @param client of the plan, whose command is run
   * @param upstream the plan's HTTP model that answers behind the gateway; null: the vendor's own
   * @param version of the CLI; any other is refused before a run
   */
  public record Cli(
      String client, Via via, @JsonInclude(Include.NON_NULL) String upstream, String version) {}

  /** Who carries a CLI's calls: Muster's gateway, or the CLI's vendor, unseen by Muster. */
  public enum Via {
    GATEWAY,
    VENDOR
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
    return answeringId != null && (id.equals(answeringId) || answersAs.contains(answeringId));
  }
}
