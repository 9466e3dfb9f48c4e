package dev.muster.model;

import com.fasterxml.jackson.databind.JsonNode;
import dev.muster.ledger.Usage;
import java.math.BigDecimal;
import java.util.Optional;

/**
 * Tokens as Chat Completions and the many who speak it count them. What was read from a cache or
 * written to one is part of prompt_tokens everywhere, under names of each provider's own; reasoning
 * is part of completion_tokens with most and beside it with some, which only the total tells.
 * Figures that contradict each other measure nothing.
 */
final class OpenAiUsage {
  private final JsonNode usage;
  private final JsonNode prompted;
  private boolean clear = true;

  private OpenAiUsage(JsonNode usage) {
    this.usage = usage;
    this.prompted = usage.path("prompt_tokens_details");
  }

  /** Null when nothing is measured. */
  static Usage of(JsonNode usage) {
    var prompt = Json.count(usage, "prompt_tokens");
    var completion = Json.count(usage, "completion_tokens");
    return prompt.isEmpty() || completion.isEmpty()
        ? null
        : new OpenAiUsage(usage).read(prompt.get(), completion.get());
  }

  private Usage read(long prompt, long completion) {
    long cached = told(prompted.path("cached_tokens"), usage.path("prompt_cache_hit_tokens"));
    long hour = told(prompted.at("/cache_creation/ephemeral_1h_input_tokens"));
    long written = written(hour);
    long reasoning = reasoning(prompt + completion);
    long output = completion - inside(prompt + completion, reasoning);
    long input = prompt - cached - written;
    // Sound and pictures that a model makes have another price, and no row has it.
    agree(told(prompted.path("audio_tokens")) == 0);
    agree(told(usage.at("/completion_tokens_details/audio_tokens")) == 0);
    agree(told(usage.at("/completion_tokens_details/image_tokens")) == 0);
    agree(input >= 0 && output >= 0 && written >= hour);
    return clear
        ? new Usage(input, cached, written - hour, output, reasoning, hour, reported())
        : null;
  }

  /** All that was written, for 5 minutes and for an hour. DashScope, OpenRouter, LiteLLM. */
  private long written(long hour) {
    var sums =
        new JsonNode[] {
          prompted.path("cache_creation_input_tokens"),
          prompted.path("cache_write_tokens"),
          usage.path("cache_creation_input_tokens")
        };
    long sum = told(sums);
    long split = told(prompted.at("/cache_creation/ephemeral_5m_input_tokens")) + hour;
    agree(!isTold(sums) || split <= sum);
    return Math.max(sum, split);
  }

  /** Who tells none has it in the total all the same: Gemini's endpoint of this protocol. */
  private long reasoning(long both) {
    long told = told(usage.at("/completion_tokens_details/reasoning_tokens"));
    long over = Json.count(usage, "total_tokens").orElse(both) - both;
    return told == 0 && over > 0 ? over : told;
  }

  /** How much of the reasoning completion_tokens holds. */
  private long inside(long both, long reasoning) {
    var total = Json.count(usage, "total_tokens");
    boolean beside = total.equals(Optional.of(both + reasoning));
    agree(total.isEmpty() || beside || total.get() == both);
    return beside ? 0 : reasoning;
  }

  /** One figure under each name that it has; 0 when nobody tells it. */
  private long told(JsonNode... names) {
    Long told = null;
    for (var figure : names) {
      if (isTold(figure)) {
        agree(figure.isIntegralNumber() && figure.longValue() >= 0);
        agree(told == null || told == figure.longValue());
        told = figure.longValue();
      }
    }
    return told == null ? 0 : told;
  }

  private static boolean isTold(JsonNode... names) {
    for (var figure : names) {
      if (!figure.isMissingNode() && !figure.isNull()) {
        return true;
      }
    }
    return false;
  }

  private void agree(boolean holds) {
    clear &= holds;
  }

  /** Routers such as OpenRouter say what they will charge, in USD. */
  private BigDecimal reported() {
    return usage.path("cost").isNumber() ? usage.path("cost").decimalValue() : null;
  }
}
