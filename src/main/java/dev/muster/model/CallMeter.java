package dev.muster.model;

import dev.muster.ledger.Opening;
import dev.muster.ledger.Usage;
import dev.muster.model.PaidCalls.PaidCall;
import dev.muster.plan.Model;
import dev.muster.telemetry.Branch;
import dev.muster.telemetry.Spans;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.concurrent.CompletionException;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Measures each call on the wire, Muster's own and those it passes on, under OpenTelemetry's names
 * for generative AI. What was said is in no metric and no span, and no name of a run or deployment
 * in a metric: there would be a series for each.
 */
final class CallMeter {
  /** Nobody measures. */
  static final CallMeter IDLE = new CallMeter(null, Spans.UNTOLD, Clock.systemUTC());

  private static final Logger LOG = LoggerFactory.getLogger(CallMeter.class);

  /** The boundaries that OpenTelemetry's conventions give to these two, in s and in tokens. */
  private static final Duration[] SECONDS =
      IntStream.range(0, 14).mapToObj(n -> Duration.ofMillis(10L << n)).toArray(Duration[]::new);

  private static final double[] TOKENS =
      IntStream.range(0, 14).mapToDouble(n -> 1L << (2 * n)).toArray();

  private final MeterRegistry meters;
  private final Spans spans;
  private final Clock clock;

  /**
   * @param meters null: only spans are told
   */
  CallMeter(MeterRegistry meters, Spans spans, Clock clock) {
    this.meters = meters;
    this.spans = spans;
    this.clock = clock;
  }

  /** A call that leaves now; may ask the database, as whoever opened it has just done. */
  Measured begins(PaidCall call, Opening.Send send) {
    var now = clock.instant();
    return new Measured(call, branch(call, send, now), now, System.nanoTime());
  }

  /**
   * Nothing that measures may stop a call that is reserved, or the settling of one that is paid.
   */
  private Branch branch(PaidCall call, Opening.Send send, Instant now) {
    try {
      return ChatSpan.branch(call, send, spans, now);
    } catch (RuntimeException e) {
      LOG.warn("A model call is in no trace: {}", e.toString());
      return null;
    }
  }

  /** A call under way. */
  final class Measured {
    private final PaidCall call;
    private final Branch branch;
    private final Instant start;
    private final long nanos;

    private Measured(PaidCall call, Branch branch, Instant start, long nanos) {
      this.call = call;
      this.branch = branch;
      this.start = start;
      this.nanos = nanos;
    }

    /** With the answer, or with why there is none. */
    void ended(ChatAnswer answer, Throwable failure) {
      try {
        tell(answer, failure);
      } catch (RuntimeException e) {
        LOG.warn("A model call is not in the figures: {}", e.toString());
      }
    }

    private void tell(ChatAnswer answer, Throwable failure) {
      var took = Duration.ofNanos(System.nanoTime() - nanos);
      var error = error(failure);
      var seen = seen(answer, failure);
      if (meters != null) {
        count(call.request().model(), seen, error, took);
      }
      if (branch == null) {
        return;
      }
      spans.tell(() -> ChatSpan.of(call, branch, seen, start, start.plus(took), error));
    }
  }

  private void count(Model asked, ChatAnswer answer, String error, Duration took) {
    var tags =
        Tags.of("gen_ai.operation.name", "chat")
            .and("gen_ai.provider.name", provider(asked))
            .and("gen_ai.request.model", asked.id())
            .and("gen_ai.response.model", answeredAs(answer));
    Timer.builder("gen_ai.client.operation.duration")
        .description("Duration of model calls")
        .tags(tags.and("error.type", error == null ? "none" : error))
        .serviceLevelObjectives(SECONDS)
        .register(meters)
        .record(took);
    if (answer != null && answer.usage() != null) {
      tokens(tags, answer.usage());
    }
  }

  private void tokens(Tags tags, Usage usage) {
    tokens(tags, "input", usage.totalInput());
    tokens(tags, "output", usage.totalOutput());
  }

  /** Without a base unit: Prometheus would have it in the name, which OpenTelemetry's has not. */
  private void tokens(Tags tags, String type, long count) {
    DistributionSummary.builder("gen_ai.client.token.usage")
        .description("Billed tokens of model calls")
        .tags(tags.and("gen_ai.token.type", type))
        .serviceLevelObjectives(TOKENS)
        .register(meters)
        .record(count);
  }

  /** The names that OpenTelemetry has; a provider without one keeps its own. */
  static String provider(Model model) {
    return switch (model.provider()) {
      case "google" -> "gcp.gemini";
      case "azure" -> "azure.ai.openai";
      default -> model.provider();
    };
  }

  private static String answeredAs(ChatAnswer answer) {
    return answer == null || answer.answeredAs() == null ? "none" : answer.answeredAs();
  }

  /** Of a stream that broke: what had come of it, which its provider bills. */
  private static ChatAnswer seen(ChatAnswer answer, Throwable failure) {
    return answer == null && cause(failure) instanceof ModelFailure told ? told.partial() : answer;
  }

  private static String error(Throwable failure) {
    var cause = cause(failure);
    if (cause == null) {
      return null;
    }
    return cause instanceof ModelFailure told
        ? told.reason().name().toLowerCase(Locale.ROOT)
        : cause.getClass().getSimpleName();
  }

  private static Throwable cause(Throwable failure) {
    return failure instanceof CompletionException ? failure.getCause() : failure;
  }
}
