package dev.muster.model;

import com.fasterxml.jackson.databind.JsonNode;
import dev.muster.plan.Model;
import java.time.Duration;
import java.util.List;

/**
 * One conversation to answer.
 *
 * @param model whose endpoint, id and key reference are used
 * @param maxOutputTokens always sent
 * @param temperature null: the provider's own, and the only choice that every model takes
 * @param answerSchema JSON Schema of the answer's text, every object closed and every property
 *     required (what all providers take); null: free text
 * @param streamed whether the answer comes piece by piece: the time of its first token is known,
 *     and what came before a break is not lost
 */
public record ChatRequest(
    Model model,
    String system,
    List<Message> messages,
    List<ToolSpec> tools,
    int maxOutputTokens,
    Duration timeout,
    Double temperature,
    JsonNode answerSchema,
    boolean streamed) {

  /** Free text in one piece, at the provider's temperature. */
  public ChatRequest(
      Model model,
      String system,
      List<Message> messages,
      List<ToolSpec> tools,
      int maxOutputTokens,
      Duration timeout) {
    this(model, system, messages, tools, maxOutputTokens, timeout, null, null, false);
  }

  /** The same at another temperature. */
  public ChatRequest withTemperature(Double other) {
    return new ChatRequest(
        model, system, messages, tools, maxOutputTokens, timeout, other, answerSchema, streamed);
  }

  /** The same with an answer in JSON. */
  public ChatRequest withAnswerSchema(JsonNode schema) {
    return new ChatRequest(
        model, system, messages, tools, maxOutputTokens, timeout, temperature, schema, streamed);
  }

  /** The same, piece by piece. */
  public ChatRequest asStream() {
    return new ChatRequest(
        model, system, messages, tools, maxOutputTokens, timeout, temperature, answerSchema, true);
  }
}
