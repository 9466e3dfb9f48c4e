package dev.muster.model;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import dev.muster.ledger.Usage;
import java.time.Instant;
import java.util.List;

/**
 * What a model answered.
 *
 * @param answeredAs the id that answered
 * @param stop why it ended
 * @param usage null when the provider sent none
 * @param verbatim what goes back unchanged in the next request; null when nothing has to
 * @param firstTokenMillis from sending to the first thing said; null when it was not streamed
 * @param limitedUntil until when the provider's rate limits are used up, as it said with this
 *     answer; null when they are not, and of a stored answer, for that is long past
 */
public record ChatAnswer(
    String answeredAs,
    String text,
    List<ToolCall> toolCalls,
    Stop stop,
    Usage usage,
    @JsonInclude(JsonInclude.Include.NON_NULL) Verbatim verbatim,
    @JsonInclude(JsonInclude.Include.NON_NULL) Long firstTokenMillis,
    @JsonIgnore Instant limitedUntil) {

  /** A plain answer without reasoning. */
  public ChatAnswer(
      String answeredAs, String text, List<ToolCall> toolCalls, Stop stop, Usage usage) {
    this(answeredAs, text, toolCalls, stop, usage, null, null);
  }

  /** An answer whose provider said nothing of its limits. */
  public ChatAnswer(
      String answeredAs,
      String text,
      List<ToolCall> toolCalls,
      Stop stop,
      Usage usage,
      Verbatim verbatim,
      Long firstTokenMillis) {
    this(answeredAs, text, toolCalls, stop, usage, verbatim, firstTokenMillis, null);
  }

  ChatAnswer withFirstToken(Long millis) {
    return new ChatAnswer(answeredAs, text, toolCalls, stop, usage, verbatim, millis, limitedUntil);
  }

  ChatAnswer withLimits(Instant usedUpUntil) {
    return new ChatAnswer(
        answeredAs, text, toolCalls, stop, usage, verbatim, firstTokenMillis, usedUpUntil);
  }

  /** Without what was said. */
  ChatAnswer figures() {
    return new ChatAnswer(
        answeredAs, "", List.of(), stop, usage, null, firstTokenMillis, limitedUntil);
  }

  /** Why the answer ended. */
  public enum Stop {
    /** It said all that it had to say. */
    END,
    /** It asks for tools. */
    TOOLS,
    /** It was cut off at the most tokens that it may write. */
    LENGTH,
    /** The model, or its provider's policy, would not. */
    REFUSED,
    /** The provider could not read the tool call that its own model wrote. */
    MALFORMED
  }
}
