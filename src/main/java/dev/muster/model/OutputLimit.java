package dev.muster.model;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.muster.plan.Model;
import java.util.List;
import java.util.Set;

/** The most that a Chat Completions answer may hold, in the words that its provider keeps. */
final class OutputLimit {
  /** They refuse the older field for their newer models; everybody else knows only that one. */
  private static final Set<String> NEW_LIMIT = Set.of("openai", "azure", "github");

  private static final String THINK = "enable_thinking";
  private static final String BUDGET = "thinking_budget";

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
    int thinking = thinking(model, most);
    body.put(field(model), most - thinking).put(THINK, thinking > 0);
    if (thinking > 0) {
      body.put(BUDGET, thinking);
    }
  }

  /**
   * All that the plan lets it think with; of a call that may hold less than the model's largest, so
   * much that the answer has as much room as in that, or half.
   */
  private static int thinking(Model model, int most) {
    int answer = model.maxOutputTokens() - model.thinkingTokens();
    return Math.min(model.thinkingTokens(), Math.max(most / 2, most - answer));
  }

  /**
   * Of somebody else's request. Its own figure would stand beside the bound; that it wants no
   * thinking is kept, and so does one get none that DashScope would refuse with it: in one piece,
   * as JSON, or with a tool that must be called.
   */
  static void rewrite(Model model, int most, ObjectNode body) {
    if (!model.provider().equals("alibaba")) {
      write(model, most, body);
      return;
    }
    boolean refused = body.path(THINK).isBoolean() && !body.path(THINK).asBoolean();
    boolean thinks = thinks(model) && !refused && !withoutThinking(body);
    body.remove(List.of(THINK, BUDGET));
    if (thinks) {
      write(model, most, body);
      return;
    }
    body.put(field(model), most);
    if (refused || model.thinkingTokens() != null) {
      body.put(THINK, false);
    }
  }

  private static boolean withoutThinking(ObjectNode body) {
    var choice = body.path("tool_choice");
    return !body.path("stream").asBoolean()
        || body.hasNonNull("response_format")
        || choice.isObject()
        || choice.asText().equals("required");
  }

  private static String field(Model model) {
    return NEW_LIMIT.contains(model.provider()) ? "max_completion_tokens" : "max_tokens";
  }

  /**
   * Whether it is told to think. DashScope refuses JSON by a field of its own then, and answers of
   * many of its models in one piece.
   */
  static boolean thinks(Model model) {
    return model.thinkingTokens() != null && model.thinkingTokens() > 0;
  }
}
