package dev.muster.telemetry;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import io.opentelemetry.sdk.trace.samplers.SamplingResult;
import java.util.List;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;

/**
 * Which spans are told: agents' work, and not the requests to our pages that Boot would trace.
 * Trees are chosen by their id alone: a step is told before what it is a part of, maybe by another
 * node, so nobody could ask the parent.
 */
@Component
class Sampling implements Sampler {
  private static final AttributeKey<String> OPERATION =
      AttributeKey.stringKey("gen_ai.operation.name");
  private final Sampler trees;

  Sampling(Environment environment) {
    this.trees =
        Sampler.traceIdRatioBased(
            environment.getProperty("management.tracing.sampling.probability", Double.class, 1.0));
  }

  @Override
  public SamplingResult shouldSample(
      Context parent,
      String traceId,
      String name,
      SpanKind kind,
      Attributes attributes,
      List<LinkData> links) {
    return attributes.get(OPERATION) == null
        ? SamplingResult.drop()
        : trees.shouldSample(parent, traceId, name, kind, attributes, links);
  }

  @Override
  public String getDescription() {
    return "agents' work, " + trees.getDescription();
  }
}
