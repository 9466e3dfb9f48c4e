package dev.muster.rehearsal;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/**
 * What a request of any protocol asks for.
 *
 * @param firstUserText text of the first user message
 * @param assistantMessages how many the request holds
 * @param counted system, tools and messages: the parts that are paid for
 * @param tools names that the answer may call
 * @param maxOutputTokens null: no limit
 * @param streamed whether the answer goes out as server-sent events
 * @param streamedUsage whether a stream ends with usage (OpenAI sends it only when asked)
 */
record Asked(
    String model,
    String firstUserText,
    int assistantMessages,
    List<JsonNode> counted,
    List<String> tools,
    Integer maxOutputTokens,
    boolean streamed,
    boolean streamedUsage) {}
