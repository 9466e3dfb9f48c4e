package dev.muster.model;

import com.fasterxml.jackson.databind.JsonNode;
import dev.muster.ledger.Usage;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Figures of Chat Completions, in disjoint parts. By OpenAI's word {@code prompt_tokens} holds what
 * was read from a cache and {@code completion_tokens} the reasoning; of those who speak it too,
 * DeepSeek names the cached ones otherwise, DashScope and OpenRouter tell what was written to a
 * cache, and xAI and Gemini leave reasoning out of {@code completion_tokens}, which only the total
 * tells.
 */
final class OpenAiUsage {
  private OpenAiUsage() {}

  /** Null when figures are missing or contradict each other: those measure nothing. */
  static Usage of(JsonNode usage) {
    var prompt = Json.count(usage, "prompt_tokens");
    var completion = Json.count(usage, "completion_tokens");
    if (prompt.isEmpty() || completion.isEmpty()) {
      return null;
    }
    var details = usage.path("prompt_tokens_details");
    long cached = first(count(details, "cached_tokens"), count(usage, "prompt_cache_hit_tokens"));
    long hour = first(count(details.path("cache_creation"), "ephemeral_1h_input_tokens"));
    long written = Math.max(hour, written(details));
    var output = output(usage, prompt.get(), completion.get());
    long input = prompt.get() - cached - written;
    if (input < 0 || output == null) {
      return null;
    }
    // Routers such as OpenRouter say what they will charge, in USD.
    var reported = usage.path("cost").isNumber() ? usage.path("cost").decimalValue() : null;
    return new Usage(
        input, cached, written - hour, output.said(), output.thought(), hour, reported);
  }

  private static long written(JsonNode details) {
    return first(
        count(details, "cache_creation_input_tokens"),
        count(details, "cache_write_tokens"),
        count(details.path("cache_creation"), "ephemeral_5m_input_tokens"));
  }

  private record Output(long said, long thought) {}

  /** What the total has over prompt and completion was thought, and is charged like the rest. */
  private static Output output(JsonNode usage, long prompt, long completion) {
    var details = usage.path("completion_tokens_details");
    long thought = first(count(details, "reasoning_tokens"));
    long over = Json.count(usage, "total_tokens").map(t -> t - prompt - completion).orElse(0L);
    if (over > 0) {
      return thought == 0 || thought == over ? new Output(completion, over) : null;
    }
    return thought <= completion ? new Output(completion - thought, thought) : null;
  }

  private static Optional<Long> count(JsonNode at, String field) {
    return Json.count(at, field);
  }

  /** Of several names for one thing, the first that says more than nothing. */
  @SafeVarargs
  private static long first(Optional<Long>... named) {
    return Stream.of(named).flatMap(Optional::stream).filter(n -> n > 0).findFirst().orElse(0L);
  }
}
