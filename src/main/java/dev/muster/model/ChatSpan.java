package dev.muster.model;

import dev.muster.ledger.Attempt;
import dev.muster.ledger.Opening;
import dev.muster.ledger.Usage;
import dev.muster.model.PaidCalls.PaidCall;
import dev.muster.telemetry.Branch;
import dev.muster.telemetry.GenAiSpan;
import dev.muster.telemetry.GenAiSpan.Operation;
import dev.muster.telemetry.Spans;
import java.time.Instant;
import java.util.List;

/** The span of one call on the wire: an agent's below its run, a judge's beside it. */
final class ChatSpan {
  private static final String PERSONAL = "personal";

  private ChatSpan() {}

  /**
   * @param answer what came; null when nothing did
   * @param error null when all came
   */
  static GenAiSpan of(
      PaidCall call, Branch branch, ChatAnswer answer, Instant start, Instant end, String error) {
    var model = call.request().model();
    var span =
        new GenAiSpan(Operation.CHAT, model.id(), branch, start, end, error)
            .with("gen_ai.provider.name", CallMeter.provider(model))
            .with("gen_ai.request.model", model.id())
            .with("gen_ai.request.max_tokens", call.request().maxOutputTokens())
            .with("muster.deployment", call.deploymentId())
            .with("muster.purpose", call.purpose());
    var whose = call.purpose().equals(Attempt.TURN) ? call.runId() : null;
    return answered(span.with("gen_ai.conversation.id", whose), answer);
  }

  private static GenAiSpan answered(GenAiSpan span, ChatAnswer answer) {
    if (answer == null) {
      return span;
    }
    var told = span.with("gen_ai.response.model", answer.answeredAs());
    var stopped =
        answer.stop() == null
            ? told
            : told.with("gen_ai.response.finish_reasons", List.of(reason(answer.stop())));
    return answer.usage() == null ? stopped : used(stopped, answer.usage());
  }

  private static GenAiSpan used(GenAiSpan span, Usage usage) {
    // Most providers do not split it off: 0 would say that there was none.
    var split =
        usage.reasoning() == 0
            ? span
            : span.with("gen_ai.usage.reasoning.output_tokens", usage.reasoning());
    return split
        .with("gen_ai.usage.input_tokens", usage.totalInput())
        .with("gen_ai.usage.output_tokens", usage.totalOutput())
        .with("gen_ai.usage.cache_read.input_tokens", usage.cachedInput())
        .with(
            "gen_ai.usage.cache_creation.input_tokens", usage.cacheWrite() + usage.cacheWrite1h());
  }

  /** Providers have a word each; OpenTelemetry's are the same for all. */
  private static String reason(ChatAnswer.Stop stop) {
    return switch (stop) {
      case END -> "stop";
      case TOOLS -> "tool_call";
      case LENGTH -> "length";
      case REFUSED -> "content_filter";
      case MALFORMED -> "error";
    };
  }

  /** The name of the attempt in the ledger. */
  private static String key(PaidCall call, Opening.Send send) {
    return String.join(
        "/",
        "chat",
        call.purpose(),
        call.runId(),
        String.valueOf(send.step()),
        String.valueOf(send.attempt()));
  }

  /** The budget's path says where a call belongs. */
  static Branch branch(PaidCall call, Opening.Send send, Spans spans, Instant now) {
    var key = key(call, send);
    var path = call.budgetPath().split("/");
    if (path.length < 2 || call.purpose().equals(PERSONAL)) {
      return Branch.alone(key);
    }
    if (call.purpose().equals(Attempt.TURN)) {
      return Branch.ofAgent(path[0], path[1], call.runId(), key);
    }
    return Branch.ofWorkflow(path[0], path[1], spans.round(path[0], path[1], now), key);
  }
}
