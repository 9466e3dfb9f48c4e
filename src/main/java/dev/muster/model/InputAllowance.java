package dev.muster.model;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;

/**
 * Tokens that a provider counts beside the text it is sent: marks around each message, call and
 * result, and the words by which it explains tools to the model. The figures are well above what
 * the providers' documentation tells (Anthropic up to 700 for its words about tools, OpenAI 3 to 12
 * for each message and function), since too little of them would be a hole in every budget.
 */
final class InputAllowance {
  private static final long EACH = 48;
  static final long MOST_AT_ALL = 1_000;

  private InputAllowance() {}

  static long of(ChatRequest request) {
    return base(request) + EACH * (request.tools().size() + parts(request));
  }

  /**
   * Of a request that somebody else wrote, in any protocol: its messages and tools are the elements
   * of its lists, their parts those of the lists in these.
   */
  static long of(JsonNode body) {
    long elements = 0;
    for (var list : lists(body)) {
      for (var element : list) {
        elements += 1 + lists(element).stream().mapToLong(JsonNode::size).sum();
      }
    }
    return MOST_AT_ALL + EACH * elements;
  }

  private static List<JsonNode> lists(JsonNode node) {
    return node.properties().stream().map(Map.Entry::getValue).filter(JsonNode::isArray).toList();
  }

  private static long base(ChatRequest request) {
    boolean tools = !request.tools().isEmpty();
    return switch (request.model().protocol()) {
      case ANTHROPIC_MESSAGES -> tools ? MOST_AT_ALL : 200;
      case OPENAI_CHAT -> tools ? 600 : 200;
      case GEMINI_GENERATE -> tools ? 400 : 200;
    };
  }

  private static long parts(ChatRequest request) {
    return request.messages().stream()
        .mapToLong(
            message ->
                message instanceof Message.Assistant said
                    ? 1 + said.toolCalls().size()
                    : message instanceof Message.Tools tools ? 1 + tools.results().size() : 1)
        .sum();
  }
}
