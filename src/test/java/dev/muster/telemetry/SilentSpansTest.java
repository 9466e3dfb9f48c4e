package dev.muster.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.telemetry.GenAiSpan.Operation;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.actuate.autoconfigure.observation.ObservationAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.opentelemetry.OpenTelemetryAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.tracing.OpenTelemetryTracingAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.tracing.otlp.OtlpTracingAutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ApplicationContext;

/** Whoever configures nothing tells nothing, whatever the machine's environment says to others. */
@ExtendWith(OutputCaptureExtension.class)
class SilentSpansTest {
  /** What OTEL_EXPORTER_OTLP_ENDPOINT is to OpenTelemetry's own start-up. */
  private static final String OTELS_OWN = "otel.exporter.otlp.endpoint";

  private final SpanCollector collector = SpanCollector.start();
  private final ApplicationContextRunner muster =
      new ApplicationContextRunner()
          .withConfiguration(
              AutoConfigurations.of(
                  ObservationAutoConfiguration.class,
                  OpenTelemetryAutoConfiguration.class,
                  OpenTelemetryTracingAutoConfiguration.class,
                  OtlpTracingAutoConfiguration.class))
          .withBean(NamedIds.class)
          .withBean(Sampling.class)
          .withBean(ToldSpans.class);

  @AfterEach
  void close() {
    collector.close();
  }

  @Test
  void without_an_endpoint_nothing_is_made_or_pushed_or_logged(CapturedOutput output) {
    muster
        .withSystemProperties(OTELS_OWN + "=" + collector.endpoint())
        .run(
            context -> {
              assertThat(context).hasNotFailed().doesNotHaveBean(SpanExporter.class);
              context
                  .getBean(Spans.class)
                  .tell(
                      () -> {
                        throw new AssertionError("asked for what nobody collects");
                      });
              flush(context);
            });
    assertThat(collector.taken()).isEmpty();
    assertThat(output.getAll()).doesNotContain("WARN", "ERROR");
  }

  @Test
  void what_a_rehearsal_is_started_with_tells_nothing_even_with_an_endpoint() {
    told("management.tracing.enabled=false");
    assertThat(collector.taken()).isEmpty();
  }

  @Test
  void with_an_endpoint_it_is_told_and_trees_may_be_left_out() {
    told("management.tracing.sampling.probability=0");
    assertThat(collector.taken()).isEmpty();
    told("management.tracing.sampling.probability=1");
    assertThat(collector.taken()).extracting(ToldSpan::name).containsExactly("chat m");
  }

  /** What is told has happened: it must not fail because of this. */
  @Test
  void what_cannot_be_told_harms_nobody(CapturedOutput output) {
    muster
        .withPropertyValues("management.otlp.tracing.endpoint=" + collector.endpoint())
        .run(
            context -> {
              var spans = context.getBean(Spans.class);
              spans.tell(
                  () -> {
                    throw new IllegalStateException("no row");
                  });
              assertThat(spans.round("d-1", "wave-1", Instant.now())).isEqualTo(1);
            });
    assertThat(output.getAll()).contains("a span could not be told");
  }

  private void told(String property) {
    var now = Instant.now();
    muster
        .withPropertyValues("management.otlp.tracing.endpoint=" + collector.endpoint(), property)
        .run(
            context -> {
              context
                  .getBean(Spans.class)
                  .tell(
                      () -> new GenAiSpan(Operation.CHAT, "m", Branch.alone("c"), now, now, null));
              flush(context);
            });
  }

  private static void flush(ApplicationContext context) {
    context.getBean(SdkTracerProvider.class).forceFlush().join(60, TimeUnit.SECONDS);
  }
}
