package dev.muster.telemetry;

import io.opentelemetry.sdk.trace.samplers.Sampler;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/** Which trees are told of. */
@Configuration(proxyBeanMethods = false)
class Sampling {

  /**
   * By the tree's id alone: a step is told of before what it is a part of, maybe by another node,
   * so nobody could ask the parent whether it is sampled.
   */
  @Bean
  Sampler samplerOfTrees(Environment environment) {
    return Sampler.traceIdRatioBased(
        environment.getProperty("management.tracing.sampling.probability", Double.class, 1.0));
  }
}
