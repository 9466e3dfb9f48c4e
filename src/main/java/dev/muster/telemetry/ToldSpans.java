package dev.muster.telemetry;

import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.time.Instant;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/**
 * Makes a span when it is over, with the times that it had: nothing is open in memory that the end
 * of a process could lose. Without an exporter nobody is told anything.
 */
@Component
class ToldSpans implements Spans {
  private static final Logger LOG = LoggerFactory.getLogger(ToldSpans.class);
  private final Tracer tracer;
  private final NamedIds ids;
  private final ObjectProvider<Rounds> rounds;

  ToldSpans(
      ObjectProvider<OpenTelemetry> telemetry,
      ObjectProvider<SpanExporter> exporters,
      NamedIds ids,
      ObjectProvider<Rounds> rounds) {
    boolean collected = exporters.stream().findAny().isPresent();
    this.tracer = collected ? telemetry.getObject().getTracer("dev.muster") : null;
    this.ids = ids;
    this.rounds = rounds;
  }

  /** Whatever it tells of has happened and is stored: to tell it must not undo it. */
  @Override
  public void tell(Supplier<GenAiSpan> ended) {
    if (tracer == null) {
      return;
    }
    try {
      tell(ended.get());
    } catch (RuntimeException e) {
      LOG.warn("a span could not be told: {}", e.toString());
    }
  }

  private void tell(GenAiSpan ended) {
    var builder =
        tracer
            .spanBuilder(ended.name())
            .setParent(ids.parent(ended.branch()))
            .setSpanKind(ended.operation().kind())
            .setStartTimestamp(ended.start())
            .setAllAttributes(ended.attributes());
    var span = ids.at(ended.branch(), builder::startSpan);
    if (ended.error() != null) {
      span.setStatus(StatusCode.ERROR);
    }
    span.end(ended.end());
  }

  @Override
  public int round(String deploymentId, String phase, Instant moment) {
    if (tracer == null) {
      return 1;
    }
    try {
      return rounds.getObject().at(deploymentId, phase, moment);
    } catch (RuntimeException e) {
      LOG.warn("the round of {} is not known: {}", phase, e.toString());
      return 1;
    }
  }
}
