package dev.muster.model;

/**
 * Tokens that a provider counts beside the text it is sent: marks around each message, call and
 * result, and the words by which it explains tools to the model. The figures are well above what
 * the providers' documentation tells (Anthropic up to 700 for its words about tools, OpenAI 3 to 12
 * for each message and function), since too little of them would be a hole in every budget.
 */
final class InputAllowance {
  private static final long EACH = 48;

  private InputAllowance() {}

  static long of(ChatRequest request) {
    return base(request) + EACH * (request.tools().size() + parts(request));
  }

  private static long base(ChatRequest request) {
    boolean tools = !request.tools().isEmpty();
    return switch (request.model().protocol()) {
      case ANTHROPIC_MESSAGES -> tools ? 1_000 : 200;
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
