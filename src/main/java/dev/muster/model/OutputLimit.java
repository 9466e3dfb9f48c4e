package dev.muster.model;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.muster.plan.Model;
import java.util.Set;

/** The most that a Chat Completions answer may hold, in the words that its provider keeps. */
final class OutputLimit {
  /** They refuse the older field for their newer models; everybody else knows only that one. */
  private static final Set<String> NEW_LIMIT = Set.of("openai", "azure", "github");

  private OutputLimit() {}

  /**
   * DashScope's {@code max_tokens} does not bound what a model thinks, so that what the plan lets
   * it think with is bounded apart, and taken off the answer.
   *
   * @param most tokens, thought and said
   */
  static void write(Model model, int most, ObjectNode body) {
    if (model.thinkingTokens() == null) {
      body.put(field(model), most);
      return;
    }
    int thinking = model.thinkingTokens() < most ? model.thinkingTokens() : most / 2;
    body.put(field(model), most - thinking).put("enable_thinking", thinking > 0);
    if (thinking > 0) {
      body.put("thinking_budget", thinking);
    }
  }

  private static String field(Model model) {
    return NEW_LIMIT.contains(model.provider()) ? "max_completion_tokens" : "max_tokens";
  }

  /** Where Muster alone says what is thought, a client's own word would be beside the bound. */
  static boolean boundsThinking(Model model) {
    return model.provider().equals("alibaba");
  }

  /** Whether a model that thinks would be told to write JSON, which DashScope refuses. */
  static boolean thinks(Model model) {
    return model.thinkingTokens() != null && model.thinkingTokens() > 0;
  }
}
