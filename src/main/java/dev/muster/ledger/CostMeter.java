package dev.muster.ledger;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/**
 * Counts what answers cost, for whoever watches this node. Labels are words of plans; a run or a
 * deployment is none of them: there would be a series for each.
 */
@Component
class CostMeter {
  private final ObjectProvider<MeterRegistry> meters;

  CostMeter(ObjectProvider<MeterRegistry> meters) {
    this.meters = meters;
  }

  @EventListener
  void answered(AnswerCost cost) {
    meters.ifAvailable(registry -> count(cost, registry));
  }

  /** Law 2: what nobody can price is not free, so it is counted beside the money. */
  private static void count(AnswerCost cost, MeterRegistry registry) {
    var tags = Tags.of("model", cost.model(), "agent", cost.agent(), "purpose", cost.purpose());
    if (cost.usd() == null) {
      Counter.builder("muster.cost.unmeasured")
          .description("Answers whose cost is not known")
          .tags(tags)
          .register(registry)
          .increment();
    } else {
      Counter.builder("muster.cost")
          .description("Cost of answers when they were settled")
          .baseUnit("usd")
          .tags(tags)
          .register(registry)
          .increment(cost.usd().doubleValue());
    }
  }
}
