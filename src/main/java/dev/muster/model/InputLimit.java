package dev.muster.model;

import com.fasterxml.jackson.databind.JsonNode;
import dev.muster.model.PaidCalls.PaidCall;
import dev.muster.plan.Model;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/**
 * How large a call's input may be, judged before it is sent and without the provider's tokenizer.
 * Nobody can count exactly here, so two honest bounds stand in for the count: plain English has
 * about 4.5 bytes a token, and no ordinary text more than 5, so more than 5 bytes per allowed token
 * is a clear excess and is refused; code and other scripts go down to 2.5 bytes a token, so that
 * many tokens are reserved where they are more than the declared limit. Text that is within the
 * limit is therefore never refused, and what is sent is always reserved for.
 *
 * @param bytes UTF-8 bytes of everything that the model reads, but for its own reasoning
 * @param reasoning bytes of the reasoning that is given back, which is signed and sealed: it may
 *     cost tokens, so it is reserved for, and says little about how many, so it refuses nothing
 */
record InputLimit(long bytes, long reasoning) {
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
    return new InputLimit(sum, reasoning);
  }

  /** Of a request that somebody else wrote: every text in it, and every name. */
  static InputLimit of(JsonNode body) {
    long sealed = sealed(body);
    return new InputLimit(all(body) - sealed, sealed);
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
      sum += SEALED.contains(field.getKey()) ? all(field.getValue()) : sealed(field.getValue());
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

  /** The tokens to reserve: the declared limit, or more when the text may be denser than usual. */
  long reserved(int maxInputTokens) {
    return Math.max(maxInputTokens, (bytes + reasoning) * 2 / MOST_BYTES_PER_TOKEN);
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
