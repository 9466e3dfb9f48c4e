package dev.muster.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.muster.ledger.Opening;
import dev.muster.ledger.Usage;
import dev.muster.model.ModelFailure.Kind;
import dev.muster.model.PaidCalls.PaidCall;
import dev.muster.telemetry.GenAiSpan;
import dev.muster.telemetry.Spans;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.distribution.DistributionStatisticConfig;
import io.micrometer.core.instrument.distribution.pause.PauseDetector;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.opentelemetry.api.common.AttributeKey;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class CallMeterTest {
  private static final AttributeKey<Long> REASONING =
      AttributeKey.longKey("gen_ai.usage.reasoning.output_tokens");
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final List<GenAiSpan> told = new ArrayList<>();
  private final CallMeter meter = new CallMeter(meters, new Told(), Clock.systemUTC());

  private final class Told implements Spans {
    @Override
    public void tell(Supplier<GenAiSpan> ended) {
      told.add(ended.get());
    }

    @Override
    public int round(String deploymentId, String phase, Instant moment) {
      return 2;
    }
  }

  @Test
  void a_call_is_measured_under_the_names_of_opentelemetry() {
    begun("turn").ended(answer(new Usage(10, 20, 30, 4, 5)), null);

    var duration =
        meters
            .get("gen_ai.client.operation.duration")
            .tag("gen_ai.operation.name", "chat")
            .tag("gen_ai.provider.name", "anthropic")
            .tag("gen_ai.request.model", "claude-sonnet-5")
            .tag("gen_ai.response.model", "claude-sonnet-5")
            .tag("error.type", "none")
            .timer();
    assertThat(duration.count()).isEqualTo(1);
    assertThat(tokens("input")).isEqualTo(60);
    assertThat(tokens("output")).isEqualTo(9);
  }

  /** Without these there is no percentile. */
  @Test
  void both_are_histograms_with_the_boundaries_of_opentelemetry() {
    var prometheus = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    begun(new CallMeter(prometheus, new Told(), Clock.systemUTC()), "turn")
        .ended(answer(new Usage(10, 20, 30, 4, 5)), null);

    assertThat(prometheus.scrape())
        .containsPattern("operation_duration_seconds_bucket\\{.*le=\"0.01\"")
        .containsPattern("operation_duration_seconds_bucket\\{.*le=\"81.92\"")
        .containsPattern("client_token_usage_bucket\\{.*type=\"input\".*le=\"16.0\"} 0")
        .containsPattern("client_token_usage_bucket\\{.*type=\"input\".*le=\"64.0\"} 1")
        .containsPattern("client_token_usage_bucket\\{.*le=\"6.7108864E7\"");
  }

  @Test
  void a_failure_is_measured_by_its_reason_and_has_no_tokens() {
    var failure = new ModelFailure(Kind.RETRY, 503, null, "overloaded");
    begun("turn").ended(null, new CompletionException(failure));

    var duration =
        meters.get("gen_ai.client.operation.duration").tag("error.type", "unavailable").timer();
    assertThat(duration.count()).isEqualTo(1);
    assertThat(meters.find("gen_ai.client.token.usage").summaries()).isEmpty();
    assertThat(text("error.type")).isEqualTo("unavailable");
    assertThat(told.get(0).attributes().asMap().toString()).doesNotContain("overloaded");
  }

  @Test
  void its_span_tells_figures_and_never_what_was_said() {
    begun("turn").ended(answer(new Usage(10, 20, 30, 4, 5)), null);

    assertThat(text("gen_ai.operation.name")).isEqualTo("chat");
    assertThat(text("gen_ai.response.model")).isEqualTo("claude-sonnet-5");
    assertThat(text("gen_ai.conversation.id")).isEqualTo("r-1");
    assertThat(told.get(0).attributes().get(AttributeKey.longKey("gen_ai.usage.input_tokens")))
        .isEqualTo(60);
    assertThat(told.get(0).attributes().get(REASONING)).isEqualTo(5);
    assertThat(told.get(0).attributes().asMap().toString()).doesNotContain("said");
  }

  @Test
  void reasoning_that_no_provider_told_of_is_not_told_as_none() {
    begun("turn").ended(answer(new Usage(10, 0, 0, 4, 0)), null);
    assertThat(told.get(0).attributes().get(REASONING)).isNull();
  }

  @Test
  void a_broken_stream_tells_what_had_come_of_it() {
    var lost = ModelFailure.lost(Kind.RETRY, ModelFailure.Reason.CONNECTION, "cut off");
    begun("turn").ended(null, lost.after(answer(new Usage(7, 0, 0, 1, 0))));

    assertThat(text("error.type")).isEqualTo("connection");
    assertThat(told.get(0).attributes().get(AttributeKey.longKey("gen_ai.usage.input_tokens")))
        .isEqualTo(7);
    assertThat(tokens("input")).as("billed, as the span tells it").isEqualTo(7);
    assertThat(tokens("output")).isEqualTo(1);
  }

  @Test
  void each_call_hangs_where_it_belongs() {
    for (var purpose : List.of("turn", "judge", "personal")) {
      begun(purpose).ended(answer(null), null);
    }

    assertThat(told.get(0).branch().parent()).isEqualTo("agent/r-1");
    assertThat(told.get(1).branch().parent()).isEqualTo("workflow/d-1/wave-1/2");
    assertThat(told.get(1).branch().trace()).isEqualTo(told.get(0).branch().trace());
    assertThat(told.get(2).branch().parent()).isNull();
    assertThat(told.get(2).branch().trace()).isNotEqualTo(told.get(0).branch().trace());
  }

  /** Reserved is to be sent, and paid is to be settled, whatever becomes of the figures. */
  @Test
  void what_cannot_be_measured_stops_no_call() {
    var broken = new CallMeter(new NoMeters(), new NoSpans(), Clock.systemUTC());

    assertThatCode(() -> begun(broken, "judge").ended(answer(new Usage(1, 0, 0, 1, 0)), null))
        .doesNotThrowAnyException();
    assertThatCode(
            () ->
                begun(new CallMeter(meters, new NoSpans(), Clock.systemUTC()), "turn")
                    .ended(answer(null), null))
        .doesNotThrowAnyException();
    assertThat(meters.get("gen_ai.client.operation.duration").timer().count()).isEqualTo(1);
  }

  private static final class NoMeters extends SimpleMeterRegistry {
    @Override
    protected Timer newTimer(
        Meter.Id id, DistributionStatisticConfig statistics, PauseDetector pauses) {
      throw new IllegalStateException("too many series");
    }
  }

  private static final class NoSpans implements Spans {
    @Override
    public void tell(Supplier<GenAiSpan> ended) {
      throw new IllegalStateException("the exporter has ended");
    }

    @Override
    public int round(String deploymentId, String phase, Instant moment) {
      throw new IllegalStateException("the database is away");
    }
  }

  private CallMeter.Measured begun(String purpose) {
    return begun(meter, purpose);
  }

  private static CallMeter.Measured begun(CallMeter meter, String purpose) {
    var request = TestModels.ask(TestModels.sonnet("http://127.0.0.1"));
    var path = "d-1/wave-1/builder/r-1";
    var call =
        new PaidCall("t", "d-1", purpose, "r-1", path, "builder", "mix", null, 1000, request);
    return meter.begins(call, new Opening.Send(1, 1, 1));
  }

  private static ChatAnswer answer(Usage usage) {
    return new ChatAnswer("claude-sonnet-5", "said", List.of(), ChatAnswer.Stop.END, usage);
  }

  private String text(String attribute) {
    return told.get(0).attributes().get(AttributeKey.stringKey(attribute));
  }

  private double tokens(String type) {
    return meters
        .get("gen_ai.client.token.usage")
        .tag("gen_ai.token.type", type)
        .summary()
        .totalAmount();
  }
}
