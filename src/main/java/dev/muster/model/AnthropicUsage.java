package dev.muster.model;

import com.fasterxml.jackson.databind.JsonNode;
import dev.muster.ledger.Usage;

/**
 * Tokens as Messages counts them: input_tokens holds nothing of what was read from a cache or
 * written to one, output_tokens holds the thinking. What was written is told as a sum, split by how
 * long it is kept, or both. Figures that contradict each other measure nothing, and so do those
 * beside which more was paid for: iterations that are no message of the model (summaries, other
 * models) are in none of the sums, what the provider's own tools did has a price of its own, and so
 * has another tier of its service.
 */
final class AnthropicUsage {
  private AnthropicUsage() {}

  /** Null when nothing is measured. */
  static Usage of(JsonNode usage) {
    var input = Json.count(usage, "input_tokens");
    var output = Json.count(usage, "output_tokens");
    if (input.isEmpty() || output.isEmpty()) {
      return null;
    }
    var split = usage.path("cache_creation");
    long hour = count(split, "ephemeral_1h_input_tokens");
    long both = count(split, "ephemeral_5m_input_tokens") + hour;
    long written = Json.count(usage, "cache_creation_input_tokens").orElse(both);
    long thought = count(usage.path("output_tokens_details"), "thinking_tokens");
    return both > written
            || thought > output.get()
            || paidBeside(usage)
            || ServiceTier.isAnother(usage)
        ? null
        : new Usage(
            input.get(),
            count(usage, "cache_read_input_tokens"),
            written - hour,
            output.get() - thought,
            thought,
            hour,
            null);
  }

  private static boolean paidBeside(JsonNode usage) {
    for (var iteration : usage.path("iterations")) {
      if (!iteration.path("type").asText("message").equals("message")) {
        return true;
      }
    }
    for (var calls : usage.path("server_tool_use")) {
      if (calls.asLong() > 0) {
        return true;
      }
    }
    return false;
  }

  private static long count(JsonNode usage, String field) {
    return Json.count(usage, field).orElse(0L);
  }
}
