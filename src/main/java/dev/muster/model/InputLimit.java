package dev.muster.model;

import com.fasterxml.jackson.databind.JsonNode;
import dev.muster.model.PaidCalls.PaidCall;
import dev.muster.plan.Model;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/**
 * How large a call's input may be, judged before it is sent and without the provider's tokenizer.
 * No tokenizer makes more tokens than there are bytes, so the bytes, and what the provider puts
 * around them, are what is reserved: that bound holds for any text. It would refuse too much: plain
 * English has about 4.5 bytes a token, and no ordinary text more than 5, so what is refused as
 * clearly larger than declared has more than 5 bytes per allowed token.
 *
 * @param bytes UTF-8 bytes of everything that the model reads, but for its own reasoning
 * @param beside bytes that may cost tokens, so they are reserved for, and say little about how
 *     many, so they refuse nothing: reasoning that is given back, which is signed and sealed, and
 *     of a foreign request also its media and what stands between its texts
 * @param allowance tokens that the provider adds to what it is sent
 * @param unbounded whether it holds what no byte bounds: pages of a document, seconds of a film or
 *     a recording
 */
record InputLimit(long bytes, long beside, long allowance, boolean unbounded) {
  private static final long MOST_BYTES_PER_TOKEN = 5;

  /** Reasoning and pictures, whose bytes say little about their tokens. */
  private static final Set<String> SEALED =
      Set.of(
          "signature",
          "thinking",
          "thoughtSignature",
          "thought_signature",
          "reasoning_content",
          "reasoning_details",
          "data",
          "image_url");

  static InputLimit of(ChatRequest request) {
    long sum = size(request.system()) + size(request.answerSchema());
    long reasoning = 0;
    for (var message : request.messages()) {
      sum += size(message);
      reasoning += reasoning(message, request.model());
    }
    for (var tool : request.tools()) {
      sum += size(tool.name()) + size(tool.description()) + size(tool.inputSchema());
    }
    return new InputLimit(sum, reasoning, InputAllowance.of(request), false);
  }

  /**
   * Of a request that somebody else wrote. Its texts and names are what may refuse it; reserved is
   * for all that is sent, since commas and brackets are tokens, too.
   *
   * @param sent bytes of the whole body
   */
  static InputLimit of(JsonNode body, long sent) {
    long text = all(body) - sealed(body);
    long beside = Math.max(0, sent - text);
    return new InputLimit(text, beside, InputAllowance.of(body), LongMedia.in(body));
  }

  private static long all(JsonNode node) {
    long sum = node.isValueNode() ? size(node.asText()) : 0;
    for (var field : node.properties()) {
      sum += size(field.getKey()) + all(field.getValue());
    }
    for (var element : node.isArray() ? node : Json.array()) {
      sum += all(element);
    }
    return sum;
  }

  private static long sealed(JsonNode node) {
    long sum = 0;
    for (var field : node.properties()) {
      sum += SEALED.contains(field.getKey()) ? size(field.getValue()) : sealed(field.getValue());
    }
    for (var element : node.isArray() ? node : Json.array()) {
      sum += sealed(element);
    }
    return sum;
  }

  private static long reasoning(Message message, Model model) {
    return message instanceof Message.Assistant said ? size(Verbatim.of(said, model)) : 0;
  }

  /** Refuses a clear excess, naming the figures. */
  void enforce(PaidCall call) {
    long allowed = call.maxInputTokens() * MOST_BYTES_PER_TOKEN;
    if (bytes > allowed) {
      throw new InputTooLarge(call.agent(), bytes, call.maxInputTokens(), allowed);
    }
  }

  /**
   * The tokens to reserve: the declared limit, or the most that the provider can count.
   *
   * @param window of the model: more than that no provider reads
   */
  long reserved(int maxInputTokens, int window) {
    long most = Math.max(maxInputTokens, bytes + beside + allowance);
    return unbounded ? Math.max(most, window) : most;
  }

  private static long size(Message message) {
    if (message instanceof Message.User user) {
      return size(user.text());
    }
    if (message instanceof Message.Assistant said) {
      return size(said.text())
          + said.toolCalls().stream().mapToLong(c -> size(c.name()) + size(c.arguments())).sum();
    }
    return ((Message.Tools) message)
        .results().stream().mapToLong(r -> size(r.name()) + size(r.content())).sum();
  }

  private static long size(Object text) {
    return text == null ? 0 : text.toString().getBytes(StandardCharsets.UTF_8).length;
  }
}
