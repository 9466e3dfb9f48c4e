package dev.muster.ledger;

import static dev.muster.ledger.TestLedger.call;
import static dev.muster.ledger.TestLedger.fresh;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.muster.plan.Price;
import dev.muster.store.TestDatabase;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.support.StaticListableBeanFactory;

class CostMeterTest {
  private static final Usage USAGE = new Usage(1000, 0, 0, 100, 0);
  private final MeterRegistry registry = new SimpleMeterRegistry();
  private final String deployment = fresh("d");
  private final Ledger ledger = metered();

  @Test
  void what_answers_cost_is_counted_by_model_agent_and_purpose() {
    answered(sent("t1", TestLedger.PRICE));
    answered(sent("t2", TestLedger.PRICE));

    var usd =
        registry.get("muster.cost").tags("model", "sonnet", "agent", "backend", "purpose", "turn");
    assertThat(usd.counter().count()).isEqualTo(0.006, within(1e-9));
    assertThat(usd.counter().getId().getBaseUnit()).isEqualTo("usd");
    assertThat(registry.getMeters())
        .allSatisfy(m -> assertThat(m.getId().toString()).doesNotContain(deployment));
  }

  @Test
  void an_answer_is_counted_once_and_only_when_it_is_known() {
    var late = sent("t1", TestLedger.PRICE);
    ledger.unknown(late, "cut off");
    ledger.failed(sent("t2", TestLedger.PRICE), 503, "busy");
    assertThat(registry.getMeters()).isEmpty();

    answered(late);
    answered(late);
    ledger.unknown(late, "cut off");

    assertThat(registry.get("muster.cost").counter().count()).isEqualTo(0.003, within(1e-9));
  }

  @Test
  void an_answer_without_a_price_is_counted_as_such_and_not_as_free() {
    answered(sent("t1", null));

    assertThat(registry.get("muster.cost.unmeasured").counter().count()).isEqualTo(1);
    assertThat(registry.find("muster.cost").counters()).extracting(Counter::count).isEmpty();
  }

  private Ledger metered() {
    var beans = new StaticListableBeanFactory();
    beans.addBean("registry", registry);
    var meter = new CostMeter(beans.getBeanProvider(MeterRegistry.class));
    return TestLedger.of(
        "node-a",
        TestDatabase.transactionManager(),
        event -> {
          if (event instanceof AnswerCost cost) {
            meter.answered(cost);
          }
        });
  }

  private long sent(String task, Price price) {
    var request = call(deployment, deployment + "-r", deployment + task, "0.50", price, false);
    return ((Opening.Send) ledger.open(request)).attemptId();
  }

  private void answered(long attempt) {
    ledger.answered(attempt, "claude-sonnet-5", true, USAGE, "{}");
  }
}
