package dev.muster.model;

import dev.muster.ledger.Usage;
import dev.muster.plan.Model;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/**
 * Measures each call under OpenTelemetry's names for generative AI. What was said is in no metric,
 * and no name of a run or deployment either: there would be a series for each.
 */
final class MeteredModel implements ChatModel {
  private final ChatModel model;
  private final MeterRegistry meters;

  MeteredModel(ChatModel model, MeterRegistry meters) {
    this.model = model;
    this.meters = meters;
  }

  /** The very stage of the model: to cancel it has to reach the wire. */
  @Override
  public CompletionStage<ChatAnswer> chat(long attempt, ChatRequest request) {
    var start = System.nanoTime();
    var stage = model.chat(attempt, request);
    stage.whenComplete((answer, failure) -> ended(request.model(), answer, failure, start));
    return stage;
  }

  private void ended(Model asked, ChatAnswer answer, Throwable failure, long start) {
    var tags =
        Tags.of("gen_ai.operation.name", "chat")
            .and("gen_ai.provider.name", provider(asked))
            .and("gen_ai.request.model", asked.id())
            .and("gen_ai.response.model", answeredAs(answer));
    Timer.builder("gen_ai.client.operation.duration")
        .description("Duration of model calls")
        .tags(tags.and("error.type", error(failure)))
        .register(meters)
        .record(System.nanoTime() - start, TimeUnit.NANOSECONDS);
    if (answer != null && answer.usage() != null) {
      tokens(tags, answer.usage());
    }
  }

  private void tokens(Tags tags, Usage usage) {
    tokens(tags, "input", usage.totalInput());
    tokens(tags, "output", usage.totalOutput());
  }

  private void tokens(Tags tags, String type, long count) {
    DistributionSummary.builder("gen_ai.client.token.usage")
        .description("Billed tokens of model calls")
        .baseUnit("token")
        .tags(tags.and("gen_ai.token.type", type))
        .register(meters)
        .record(count);
  }

  /** The names that OpenTelemetry has; a provider without one keeps its own. */
  private static String provider(Model model) {
    return switch (model.provider()) {
      case "google" -> "gcp.gemini";
      case "azure" -> "azure.ai.openai";
      default -> model.provider();
    };
  }

  private static String answeredAs(ChatAnswer answer) {
    return answer == null || answer.answeredAs() == null ? "none" : answer.answeredAs();
  }

  private static String error(Throwable failure) {
    var cause = failure instanceof CompletionException ? failure.getCause() : failure;
    if (cause == null) {
      return "none";
    }
    return cause instanceof ModelFailure told
        ? told.reason().name().toLowerCase(java.util.Locale.ROOT)
        : cause.getClass().getSimpleName();
  }
}
