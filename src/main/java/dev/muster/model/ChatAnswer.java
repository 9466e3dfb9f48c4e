package dev.muster.model;

import dev.muster.ledger.Usage;
import java.util.List;

/**
 * What a model answered.
 *
 * @param answeredAs the id that answered
 * @param stop end, tools, length or refused
 * @param usage null when the provider sent none
 */
public record ChatAnswer(
    String answeredAs, String text, List<ToolCall> toolCalls, Stop stop, Usage usage) {

  /** Why the answer ended. */
  public enum Stop {
    END,
    TOOLS,
    LENGTH,
    REFUSED
  }
}
